import { partOf } from '#client/index.ts';
import { ShownPictureFragmentDoc } from '../generated/graphql.ts';
import { Icon } from '../ui/icons.tsx';
import { wordOf } from '../ui/words.ts';
import { type Cell, cellKey, type Matrix, requestedBy } from './matrix.ts';
import type { BaseImage } from './read-matrix.ts';

interface SetDesignTableProps {
  readonly matrix: Matrix<BaseImage>;
  readonly chosen: readonly Cell[];
  readonly onChoose: (chosen: readonly Cell[]) => void;
}

/** Subjects across, shot types down; a gap can be chosen. */
export function SetDesignTable({ matrix, chosen, onChoose }: SetDesignTableProps) {
  const { subjects, shotTypes } = matrix;
  if (subjects.length === 0) return null;
  const isChosen = new Set(chosen.map(cellKey));
  const isRequested = new Set(requestedBy(chosen, matrix).cells.map(cellKey));
  const toggle = (cell: Cell) => {
    const others = chosen.filter((each) => cellKey(each) !== cellKey(cell));
    onChoose(others.length < chosen.length ? others : [...chosen, cell]);
  };
  return (
    <table className="matrix">
      <caption className="visually-hidden">Base images by shot type and subject</caption>
      <thead>
        <tr>
          <td />
          {subjects.map(({ subjectId, name }) => (
            <th key={subjectId} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {shotTypes.map((shotType) => (
          <tr key={shotType.shotTypeId}>
            <th scope="row">{wordOf(shotType.name)}</th>
            {subjects.map((subject) => {
              const cell = { subjectId: subject.subjectId, shotTypeId: shotType.shotTypeId };
              const image = matrix.imageAt(cell);
              const name = `${subject.name}, ${wordOf(shotType.name)}`;
              return (
                <td key={subject.subjectId}>
                  {image ? (
                    <Prepared image={image} name={name} />
                  ) : (
                    <Gap
                      name={name}
                      isChosen={isChosen.has(cellKey(cell))}
                      isRequested={isRequested.has(cellKey(cell))}
                      onToggle={() => toggle(cell)}
                    />
                  )}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface GapProps {
  /** Subject and shot type. */
  readonly name: string;
  readonly isChosen: boolean;
  /** Chosen, or asked for along with what is chosen. */
  readonly isRequested: boolean;
  readonly onToggle: () => void;
}

function Gap({ name, isChosen, isRequested, onToggle }: GapProps) {
  return (
    <button
      type="button"
      className={isRequested ? 'gap gap-requested' : 'gap'}
      aria-label={`${name}: missing`}
      aria-pressed={isChosen}
      onClick={onToggle}
    >
      <Icon name={isRequested ? 'check' : 'plus'} />
    </button>
  );
}

interface PreparedProps extends Pick<GapProps, 'name'> {
  readonly image: BaseImage;
}

function Prepared({ image, name }: PreparedProps) {
  const { url } = partOf(ShownPictureFragmentDoc, image);
  if (!url) return <span className="prepared prepared-none">no picture</span>;
  return (
    <a
      className="prepared"
      href={url}
      target="_blank"
      rel="noreferrer"
      aria-label={`${name}: open the picture`}
    >
      <img src={url} alt="" loading="lazy" decoding="async" />
    </a>
  );
}
