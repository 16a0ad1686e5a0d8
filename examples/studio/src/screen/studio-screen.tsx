import { useCallback, useState } from 'react';
import { datasetVariables, firstDataset } from '../dataset/dataset-choices.ts';
import { DatasetPanel } from '../dataset/dataset-panel.tsx';
import { firstGallery, type GalleryChoices, galleryVariables } from '../gallery/gallery-choices.ts';
import { GalleryPanel } from '../gallery/gallery-panel.tsx';
import { DatasetFragmentDoc, GalleryFragmentDoc, SetDesignsFragmentDoc } from '../generated/graphql.ts';
import { useStudioQuery } from '../generated/hooks.ts';
import { SearchDialog } from '../search/search-dialog.tsx';
import { SetDesignsPanel } from '../set-designs/set-designs-panel.tsx';
import { Viewer } from '../viewer/viewer.tsx';
import type { Viewing } from '../viewer/viewing.ts';
import { panelOf } from './panel-of.ts';
import { TopBar, type View } from './top-bar.tsx';
import { useShortcut } from './use-shortcut.ts';

const firstVariables = { ...galleryVariables(firstGallery), ...datasetVariables(firstDataset) };

/** The main screen: one operation, made of what its three panels ask for. */
export function StudioScreen() {
  const screen = useStudioQuery(firstVariables);
  const [view, setView] = useState<View>('gallery');
  const [gallery, setGallery] = useState<GalleryChoices>(firstGallery);
  const [viewing, setViewing] = useState<Viewing | null>(null);
  const [isSearching, setSearching] = useState(false);
  const openSearch = useCallback(() => setSearching(true), []);
  useShortcut('/', openSearch);
  const openJob = useCallback((jobId: string) => {
    setGallery({ ...firstGallery, jobId });
    setSearching(false);
    setView('gallery');
  }, []);
  return (
    <>
      <a className="skip-link" href="#gallery">
        Skip to the gallery
      </a>
      <TopBar view={view} onView={setView} onSearch={openSearch} />
      <main className="screen" data-view={view}>
        <h1 className="visually-hidden">Atelier Studio</h1>
        <GalleryPanel
          screen={panelOf(GalleryFragmentDoc, screen)}
          choices={gallery}
          onChoices={setGallery}
          onView={setViewing}
        />
        <SetDesignsPanel screen={panelOf(SetDesignsFragmentDoc, screen)} />
        <DatasetPanel screen={panelOf(DatasetFragmentDoc, screen)} onView={setViewing} />
      </main>
      {isSearching && (
        <SearchDialog onClose={() => setSearching(false)} onJob={openJob} onPicture={setViewing} />
      )}
      {viewing && <Viewer viewing={viewing} onView={setViewing} onClose={() => setViewing(null)} />}
    </>
  );
}
