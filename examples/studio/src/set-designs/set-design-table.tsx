import { partOf } from '#client/index.ts';
import { ShownPictureFragmentDoc } from '../generated/graphql.ts';
import { Icon } from '../ui/icons.tsx';
import { wordOf } from '../ui/words.ts';
import { type Cell, cellKey, type Matrix, requestedBy, type ShotType, type Subject } from './matrix.ts';
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
              return (
                <td key={subject.subjectId}>
                  {image ? (
                    <Prepared image={image} subject={subject} shotType={shotType} />
                  ) : (
                    <button
                      type="button"
                      className={isRequested.has(cellKey(cell)) ? 'gap gap-requested' : 'gap'}
                      aria-label={`${subject.name}, ${wordOf(shotType.name)}: missing`}
                      aria-pressed={isChosen.has(cellKey(cell))}
                      onClick={() => toggle(cell)}
                    >
                      <Icon name={isRequested.has(cellKey(cell)) ? 'check' : 'plus'} />
                    </button>
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

interface PreparedProps {
  readonly image: BaseImage;
  readonly subject: Subject;
  readonly shotType: ShotType;
}

function Prepared({ image, subject, shotType }: PreparedProps) {
  const { url } = partOf(ShownPictureFragmentDoc, image);
  const name = `${subject.name}, ${wordOf(shotType.name)}`;
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
