import './styles/base.css';
import './styles/controls.css';
import './styles/layout.css';
import './styles/pictures.css';
import './styles/set-designs.css';
import './styles/dialogs.css';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { restoreTheme } from './ui/theme.ts';

restoreTheme();
const root = document.getElementById('root');
if (root === null) throw new Error('The page has no place for the studio');
// Not in `StrictMode`, which mounts everything twice while developing: what the network shows is what the page costs.
createRoot(root).render(<App />);
