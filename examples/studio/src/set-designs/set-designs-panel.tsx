import { useState } from 'react';
import { partOf, present, unavailableInPart, valueOrNull } from '#client/index.ts';
import {
  SetDesignsFragmentDoc,
  SetDesignsPageDocument,
  type SetDesignsPageQuery,
} from '../generated/graphql.ts';
import { PanelBody } from '../screen/panel-body.tsx';
import { type ScreenState, usePanel } from '../screen/use-panel.ts';
import { Board } from '../ui/board.tsx';
import { MissingNote } from '../ui/missing-note.tsx';
import { Pager } from '../ui/pager.tsx';
import { counted } from '../ui/words.ts';
import { shotTypesIn, subjectsIn } from './read-matrix.ts';
import { SetDesign } from './set-design.tsx';
import { SetDesignTabs } from './set-design-tabs.tsx';

/** The set designs in numbered pages; the chosen one as a matrix. */
export function SetDesignsPanel({ screen }: { readonly screen: ScreenState<SetDesignsPageQuery> }) {
  const [after, setAfter] = useState<string | null>(null);
  const variables = { afterSetDesign: after };
  const state = usePanel(SetDesignsPageDocument, variables, after === null ? screen : null);
  const page = state.data && valueOrNull(partOf(SetDesignsFragmentDoc, state.data), 'setDesigns');
  return (
    <Board
      name="set-designs"
      title="Set designs"
      count={page ? counted(page.totalCount, 'design') : null}
      isBusy={state.isLoading}
    >
      <PanelBody state={state} what="set designs" skeleton={{ className: 'design-tabs', count: 6 }}>
        {(data) => <SetDesigns data={data} onPage={setAfter} />}
      </PanelBody>
    </Board>
  );
}

interface SetDesignsProps {
  readonly data: SetDesignsPageQuery;
  readonly onPage: (after: string) => void;
}

function SetDesigns({ data, onPage }: SetDesignsProps) {
  const { setDesigns } = partOf(SetDesignsFragmentDoc, data);
  const designs = present(setDesigns.nodes);
  const [chosenId, setChosenId] = useState<string | null>(null);
  const chosen = designs.find(({ id }) => id === chosenId) ?? designs[0];
  if (!chosen) return <p className="nothing">There are no set designs yet.</p>;
  return (
    <>
      <MissingNote unavailable={unavailableInPart(SetDesignsFragmentDoc, data)} />
      <SetDesignTabs designs={designs} chosenId={chosen.id} onChoose={setChosenId} />
      <Pager label="set designs" cursors={setDesigns.pageCursors} onPage={onPage} />
      <SetDesign
        key={chosen.id}
        design={chosen}
        subjects={subjectsIn(designs)}
        shotTypes={shotTypesIn(designs)}
      />
    </>
  );
}
