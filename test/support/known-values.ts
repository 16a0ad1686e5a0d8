/** What random operations may ask for by id, so that they find something. */

import type { KnownValues } from './random-operation.ts';
import type { RunningGateway } from './world.ts';

const everyId = `{
  jobs(first: 3) { nodes { id jobId images(first: 2) { nodes { id } } } }
  assets(first: 3) { nodes { id assetId } }
  setDesigns(first: 5) { nodes { id setDesignId baseImages { id subjectId subject { id } } referenceImages { id } } }
  datasetImages(first: 3) { nodes { id imageId annotations { id } } }
}`;

/** Values that stand for something in a world, for arguments by their names. */
export async function knownValues(gateway: Pick<RunningGateway, 'query'>): Promise<KnownValues> {
  const { data } = await gateway.query(everyId);
  const [designs, jobs] = [data.setDesigns.nodes, data.jobs.nodes];
  const ids = JSON.stringify(data).matchAll(/"id":"([^"]+)"/g);
  const all = (values: unknown[]) => values as [unknown, ...unknown[]];
  const nodeIds = all([...ids].map(([, id]) => id));
  return {
    id: nodeIds,
    ids: nodeIds,
    jobId: all(jobs.map((job: { jobId: string }) => job.jobId)),
    assetId: all(data.assets.nodes.map((asset: { assetId: string }) => asset.assetId)),
    setDesignId: all(designs.map((design: { setDesignId: string }) => design.setDesignId)),
    subjectId: all(
      designs.flatMap(({ baseImages }: { baseImages: { subjectId: string }[] }) =>
        baseImages.map(({ subjectId }) => subjectId),
      ),
    ),
    imageId: all(data.datasetImages.nodes.map((image: { imageId: number }) => image.imageId)),
    text: ['a', 'jpg', '0', 'nothing-has-this'],
    search: ['a', 'jpg', '0'],
  };
}
