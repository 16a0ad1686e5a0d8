import { useState } from 'react';
import { partOf, present, unavailableInPart, valueOrNull } from '#client/index.ts';
import {
  DatasetFragmentDoc,
  DatasetPageDocument,
  type DatasetPageQuery,
  DatasetPictureFragmentDoc,
} from '../generated/graphql.ts';
import { readRegions } from '../pictures/annotated-picture.tsx';
import { countClasses, Legend } from '../pictures/legend.tsx';
import { useHiddenClasses } from '../pictures/use-hidden-classes.ts';
import { PanelBody } from '../screen/panel-body.tsx';
import { type ScreenState, usePanel } from '../screen/use-panel.ts';
import { Board } from '../ui/board.tsx';
import { MissingNote } from '../ui/missing-note.tsx';
import { Pager } from '../ui/pager.tsx';
import { counted } from '../ui/words.ts';
import type { Viewing } from '../viewer/viewing.ts';
import { type DatasetChoices, datasetVariables, firstDataset } from './dataset-choices.ts';
import { DatasetPicture } from './dataset-picture.tsx';
import { DatasetTools } from './dataset-tools.tsx';

interface DatasetPanelProps {
  readonly screen: ScreenState<DatasetPageQuery>;
  readonly onView: (viewing: Viewing) => void;
}

/** The dataset in numbered pages, with everything that is marked on its images. */
export function DatasetPanel({ screen, onView }: DatasetPanelProps) {
  const [choices, setChoices] = useState<DatasetChoices>(firstDataset);
  const [after, setAfter] = useState<string | null>(null);
  const isFirst = choices === firstDataset && after === null;
  const variables = { ...datasetVariables(choices), afterDatasetImage: after };
  const state = usePanel(DatasetPageDocument, variables, isFirst ? screen : null);
  const page = state.data && valueOrNull(partOf(DatasetFragmentDoc, state.data), 'datasetImages');
  const change = (changed: DatasetChoices) => {
    setChoices(changed);
    setAfter(null);
  };
  return (
    <Board
      name="dataset"
      title="Dataset"
      count={page ? counted(page.totalCount, 'image') : null}
      isBusy={state.isLoading}
      tools={<DatasetTools choices={choices} onChange={change} />}
      footer={page && <Pager label="the dataset" cursors={page.pageCursors} onPage={setAfter} />}
    >
      <PanelBody state={state} what="the dataset" skeleton={{ className: 'dataset-grid', count: 6 }}>
        {(data) => <DatasetImages data={data} onView={onView} />}
      </PanelBody>
    </Board>
  );
}

interface DatasetImagesProps extends Pick<DatasetPanelProps, 'onView'> {
  readonly data: DatasetPageQuery;
}

function DatasetImages({ data, onView }: DatasetImagesProps) {
  const [hidden, toggle] = useHiddenClasses();
  const images = present(partOf(DatasetFragmentDoc, data).datasetImages.nodes);
  const regions = images.flatMap((image) =>
    readRegions(valueOrNull(partOf(DatasetPictureFragmentDoc, image), 'annotations')),
  );
  if (images.length === 0) return <p className="nothing">Nothing here matches that.</p>;
  return (
    <>
      <MissingNote unavailable={unavailableInPart(DatasetFragmentDoc, data)} />
      <Legend label="Classes on this page" counts={countClasses(regions)} hidden={hidden} onToggle={toggle} />
      <ul className="dataset-grid">
        {images.map((image) => (
          <DatasetPicture
            key={image.id}
            image={image}
            hidden={hidden}
            onOpen={() => onView({ id: image.id, among: images.map(({ id }) => id) })}
          />
        ))}
      </ul>
    </>
  );
}
