import { type FragmentRef, partOf, present } from '#client/index.ts';
import {
  type SetDesignTabFragment,
  SetDesignTabFragmentDoc,
  ShownPictureFragmentDoc,
} from '../generated/graphql.ts';
import { counted } from '../ui/words.ts';

interface SetDesignTabsProps {
  readonly designs: readonly (FragmentRef<typeof SetDesignTabFragmentDoc> & { readonly id: string })[];
  readonly chosenId: string;
  readonly onChoose: (id: string) => void;
}

/** The set designs of a page by their first pictures. */
export function SetDesignTabs({ designs, chosenId, onChoose }: SetDesignTabsProps) {
  return (
    <ul className="design-tabs" aria-label="Set designs of this page">
      {designs.map((ref) => (
        <SetDesignTab
          key={ref.id}
          design={partOf(SetDesignTabFragmentDoc, ref)}
          isChosen={ref.id === chosenId}
          onChoose={() => onChoose(ref.id)}
        />
      ))}
    </ul>
  );
}

interface SetDesignTabProps {
  readonly design: SetDesignTabFragment;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
}

function SetDesignTab({ design, isChosen, onChoose }: SetDesignTabProps) {
  const images = present(design.baseImages);
  const urls = images.flatMap((image) => partOf(ShownPictureFragmentDoc, image).url ?? []);
  return (
    <li>
      <button type="button" className="design-tab" aria-pressed={isChosen} onClick={onChoose}>
        <span className="design-cover">
          {urls.slice(0, 2).map((url, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the same picture may be there twice
            <img key={`${index} ${url}`} src={url} alt="" loading="lazy" decoding="async" />
          ))}
        </span>
        <span className="design-name">{design.name}</span>
        <span className="design-facts">{counted(images.length, 'image')}</span>
      </button>
    </li>
  );
}
