import type { FragmentRef } from '#client/index.ts';
import type { RegionFragment, ShownPictureFragmentDoc } from '../generated/graphql.ts';
import { AnnotatedPicture } from '../pictures/annotated-picture.tsx';
import { countClasses, Legend } from '../pictures/legend.tsx';
import { useHiddenClasses } from '../pictures/use-hidden-classes.ts';

interface StageProps {
  readonly picture: FragmentRef<typeof ShownPictureFragmentDoc>;
  readonly regions: readonly RegionFragment[];
}

/** A picture as large as the window allows, and the classes on it. */
export function Stage({ picture, regions }: StageProps) {
  const [hidden, toggle] = useHiddenClasses();
  return (
    <div className="stage">
      <div className="stage-picture">
        <AnnotatedPicture picture={picture} regions={regions} hidden={hidden} size="full" />
      </div>
      <Legend
        label="Classes on this picture"
        counts={countClasses(regions)}
        hidden={hidden}
        onToggle={toggle}
      />
    </div>
  );
}
