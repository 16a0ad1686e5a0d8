import { Icon } from '../ui/icons.tsx';
import { useTheme } from '../ui/theme.ts';
import { useCredentials } from './credentials.tsx';

/** Which panel a narrow window shows; a wide one shows all. */
export type View = keyof typeof views;

const views = { gallery: 'Gallery', 'set-designs': 'Set designs', dataset: 'Dataset' } as const;

interface TopBarProps {
  readonly view: View;
  readonly onView: (view: View) => void;
  readonly onSearch: () => void;
}

export function TopBar({ view, onView, onSearch }: TopBarProps) {
  const { openCredentials } = useCredentials();
  const [theme, toggleTheme] = useTheme();
  return (
    <header className="top-bar">
      <p className="brand">
        Atelier <span>Studio</span>
      </p>
      <nav className="views" aria-label="Panels">
        {Object.entries(views).map(([name, title]) => (
          <button
            key={name}
            type="button"
            aria-current={name === view ? 'true' : undefined}
            onClick={() => onView(name as View)}
          >
            {title}
          </button>
        ))}
      </nav>
      <div className="top-actions">
        <button type="button" className="search-button" aria-keyshortcuts="/" onClick={onSearch}>
          <Icon name="search" />
          <span>Search pictures and jobs</span>
        </button>
        <button type="button" className="icon-button" aria-label="Connection" onClick={openCredentials}>
          <Icon name="key" />
        </button>
        <button
          type="button"
          className="icon-button"
          aria-label="Dark appearance"
          aria-pressed={theme === 'dark'}
          onClick={toggleTheme}
        >
          <Icon name={theme === 'dark' ? 'sun' : 'moon'} />
        </button>
      </div>
    </header>
  );
}
