/**
 * What is measured: operations as a client of Atelier writes them, the variables that they are sent with in turn, and the
 * fewest upstream requests that answer one of them.
 */

import type { Variables } from './rest.ts';
import { imagesPerJob } from './world.ts';

export interface Workload {
  /** `--workloads W1` and `--workloads gallery` are the same. */
  readonly number: string;
  readonly name: string;
  readonly about: string;
  readonly query: string;
  readonly variables: readonly Variables[];
  /** Upstream requests that one operation needs at least; of `together` operations in all where they are sent at once. */
  readonly optimum: number;
  /** What Atelier aims at: its processor time by that of the floor; null where nothing is set. */
  readonly aim: number | null;
  /** So many identical operations at the same time; 1 where each is sent by itself. */
  readonly together: number;
  /** How long the upstream takes for an answer, in milliseconds. */
  readonly delayMs: number;
}

const gallery = `query Gallery($type: String!, $direction: OrderDirection!) {
  jobs(first: 20, filter: { jobType: $type }, orderDirection: $direction) {
    totalCount
    nodes {
      jobId jobType jobStatus identityName projectName createdAt totalImages completedImages failedImages
      images(first: ${imagesPerJob}) {
        nodes {
          jobId imageIndex groupIndex version originalFilename downloadFilename status qualityScore processingTime
          errorMessage feedback createdAt reviewStatus
          inputs { fullSize thumbnail }
          output { fullSize thumbnail }
        }
      }
    }
  }
}`;

const dashboard = `query Dashboard {
  jobs(first: 20) {
    totalCount
    nodes { jobId jobType jobStatus identityCode projectName createdAt createdBy totalImages completedImages failedImages }
  }
  assets(first: 20) {
    totalCount
    nodes { assetId filename url createdAt createdBy tags visibility thumbnailBig thumbnailSmall stylingNote }
  }
  setDesigns(first: 20) {
    totalCount
    nodes {
      setDesignId createdAt name description ownerId
      baseImages { baseImageId subjectId shotTypeId imageUrl imageMedia { url width height } }
    }
  }
  datasetImages(first: 20) {
    totalCount
    nodes { imageId filename width height }
  }
}`;

const join = `query Join($field: AssetOrderField!, $direction: OrderDirection!) {
  assets(first: 50, orderBy: { field: $field, direction: $direction }) {
    totalCount
    nodes {
      assetId filename url visibility
      datasetImages {
        imageId width height
        annotations {
          annotationId classValue confidence geometry type xCenter yCenter width height zOrder source
        }
      }
    }
  }
}`;

const byId = `query ById($id: UUID!) {
  setDesign(setDesignId: $id) {
    setDesignId createdAt updatedAt name description ownerId organizationId backgroundPresetId
    baseImages { baseImageId createdAt subjectId shotTypeId imageUrl imageMedia { url width height } }
  }
}`;

const directions = ['DESC', 'ASC'];

/** How many set designs are read in turn by their ids. */
const setDesignsInTurn = 50;

/** @param upstreamUrl where the ids of the rows that are read by themselves are found */
export async function readWorkloads(upstreamUrl: string): Promise<readonly Workload[]> {
  const answer = await fetch(`${upstreamUrl}/sartiq/api/v1/set-designs/?skip=0&limit=${setDesignsInTurn}`);
  const { data } = (await answer.json()) as { readonly data: readonly { readonly id: string }[] };
  return createWorkloads(data.map(({ id }) => id));
}

function createWorkloads(setDesignIds: readonly string[]): readonly Workload[] {
  const alone = { together: 1, delayMs: 0, aim: 1.25 };
  // Whoever comes while the first ones wait for a backend can share with them; one that answers at once leaves no such time.
  const crowd = { together: 100, delayMs: 100, aim: null };
  const dashboards = { query: dashboard, variables: [{}], optimum: 4 };
  return [
    {
      number: 'W1',
      name: 'gallery',
      about: `20 jobs with ${imagesPerJob} images each`,
      query: gallery,
      variables: directions.flatMap((direction) =>
        ['model_swap', 'flat_2_model'].map((type) => ({ type, direction })),
      ),
      optimum: 1,
      ...alone,
    },
    { number: 'W2', name: 'dashboard', about: 'four lists of three backends', ...dashboards, ...alone },
    {
      number: 'W3',
      name: 'join',
      about: '50 assets with the dataset images of their 25 names',
      query: join,
      variables: [
        { field: 'CREATED_AT', direction: 'DESC' },
        { field: 'FILENAME', direction: 'ASC' },
        { field: 'FILENAME', direction: 'DESC' },
      ],
      optimum: 26,
      ...alone,
    },
    {
      number: 'W4',
      name: 'by-id',
      about: 'one set design',
      query: byId,
      variables: setDesignIds.map((id) => ({ id })),
      optimum: 1,
      ...alone,
      // What every request costs, however little it asks for, weighs more here.
      aim: 1.6,
    },
    { number: 'W5', name: 'crowd', about: '100 identical dashboards at once', ...dashboards, ...crowd },
  ];
}
