import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UpstreamFailure } from '#src/errors.ts';
import type { ListWindowRows } from '#src/pagination/window-rows.ts';
import {
  decodeJobPage,
  decodeJobResults,
  type ImageRow,
  type JobRow,
} from '#src/upstreams/piktid/contract.ts';
import {
  type ImageSelection,
  imageNeedOf,
  imagesOfGallery,
  imagesOfList,
} from '#src/upstreams/piktid/job-images.ts';
import {
  anyJob,
  type ImageFilter,
  type ImageNeed,
  imagesAsked,
  type JobPageQuery,
  mergeImageNeeds,
  noImages,
} from '#src/upstreams/piktid/queries.ts';
import {
  imageFilters,
  jobImages,
  lastRows,
  type ModelImage,
  passes,
  rowsFrom,
  selections,
  sorted,
} from './arbitraries.ts';

/** An image as PiktID sends it. */
function toWire(image: ModelImage): Record<string, unknown> {
  return {
    ...image,
    job_id: 'job-1',
    version: 0,
    inputs: [],
    created_at: '2026-01-01T00:00:00.000000+00:00',
  };
}

/** The job as a page of the gallery brings it along: filtered, sorted and cut by the model of P-08. */
function galleryJob(images: readonly ModelImage[], filter: ImageFilter, need: ImageNeed): JobRow {
  const direction = need.order === 'original_filename' ? 'asc' : 'desc';
  const shown = sorted(
    images.filter((image) => passes(image, filter)),
    { field: need.order, direction },
  );
  const asked: JobPageQuery = {
    filter: { ...anyJob, images: filter },
    direction: 'desc',
    page: { offset: 0, limit: 1 },
    images: need,
  };
  const job = {
    job_id: 'job-1',
    job_type: 'model_swap',
    job_status: 'completed',
    created_at: '2026-01-01T00:00:00.000000+00:00',
    total_images: images.length,
    completed_images: 0,
    failed_images: 0,
    images: shown.slice(0, imagesAsked(need)).map(toWire),
  };
  const body = { pagination: { page: 1, per_page: 1, total: 1 }, jobs: [job] };
  const [row] = decodeJobPage(body, asked).rows;
  if (!row || row instanceof UpstreamFailure)
    throw new Error('The model sent a job that is none', { cause: row });
  return row;
}

/** What a selection means, on plain arrays: positions and places of the images, the total and both flags. */
function modelWindow(images: readonly ModelImage[], { window, filter, order }: ImageSelection) {
  const list = sorted(
    images.filter((image) => passes(image, filter)),
    order,
  );
  const total = list.length;
  const from = window.after === null ? 0 : window.after.position + 1;
  const isForward = window.direction === 'forward';
  const start = Math.min(total, isForward ? from : Math.max(from, total - window.size));
  const end = isForward ? Math.min(start + window.size, total) : total;
  return {
    places: list.slice(start, end).map((image, index) => placeOf(start + index, image)),
    start,
    total,
    drift: 'none',
    hasPreviousPage: start > 0,
    hasNextPage: end < total,
  };
}

function placeOf(position: number, image: Pick<ModelImage, 'image_index' | 'group_index'>): string {
  return `${position}: ${image.image_index}/${image.group_index}`;
}

function placesOf(window: ListWindowRows<ImageRow | UpstreamFailure>) {
  const { rows, ...rest } = window;
  const places = rows.map(({ position, row }) => {
    if (row instanceof UpstreamFailure) throw row;
    return placeOf(position, { image_index: row.imageIndex, group_index: row.groupIndex });
  });
  return { places, ...rest };
}

const fixed = {
  window: rowsFrom(0, 2),
  filter: { status: null, feedback: [] },
} as const;
const byName: ImageSelection = { ...fixed, order: { field: 'original_filename', direction: 'asc' } };

describe('imagesOfList', () => {
  it('is the model for any images and selection', () => {
    void fc.assert(
      fc.property(jobImages, selections, (images, selection) => {
        const rows = decodeJobResults({ results: images.map(toWire) });
        expect(placesOf(imagesOfList(rows, selection))).toEqual(modelWindow(images, selection));
      }),
      { numRuns: 400 },
    );
  });

  it('puts rows that could not be read last, whatever the filter and the order', () => {
    const failure = new UpstreamFailure('UPSTREAM_CONTRACT', 'piktid', 'sent something');
    const images = [
      failure,
      ...decodeJobResults({ results: [toWire(named('b', 1)), toWire(named('a', 0))] }),
    ];
    const read = (selection: ImageSelection) =>
      imagesOfList(images, selection).rows.map(({ row }) =>
        row instanceof UpstreamFailure ? 'failure' : row.originalFilename,
      );
    const window = rowsFrom(0, 9);
    expect(read({ ...byName, window })).toEqual(['a', 'b', 'failure']);
    const descending = { field: 'original_filename', direction: 'desc' } as const;
    expect(read({ ...byName, window, order: descending })).toEqual(['b', 'a', 'failure']);
    expect(read({ ...byName, window, filter: { status: 'none', feedback: [] } })).toEqual(['failure']);
  });
});

describe('imagesOfGallery', () => {
  it('answers as the complete list would, or not at all, whatever else the page was asked for', () => {
    void fc.assert(
      fc.property(
        jobImages,
        imageFilters,
        selections,
        fc.array(selections, { maxLength: 2 }),
        (images, pageFilter, selection, others) => {
          const need = [selection, ...others]
            .map((each) => imageNeedOf(each, pageFilter))
            .reduce(mergeImageNeeds, noImages);
          const gallery = imagesOfGallery(galleryJob(images, pageFilter, need), selection);
          if (gallery) expect(placesOf(gallery)).toEqual(modelWindow(images, selection));
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it('holds everything that was asked for of a job of at most 200 images, where the page filter allows', () => {
    void fc.assert(
      fc.property(
        jobImages.filter((images) => images.length <= 200),
        fc.option(imageFilters, { nil: null }),
        selections,
        fc.array(selections, { maxLength: 2 }),
        (images, sameAsPage, selection, others) => {
          // The page is filtered as the selection is, or not at all.
          const pageFilter = sameAsPage ? selection.filter : { status: null, feedback: [] };
          const need = [...others, selection]
            .map((each) => imageNeedOf(each, pageFilter))
            .reduce(mergeImageNeeds, noImages);
          expect(imagesOfGallery(galleryJob(images, pageFilter, need), selection)).not.toBeNull();
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it('does not hold what another filter of the page left out', () => {
    const page: ImageFilter = { status: 'completed', feedback: [] };
    const job = galleryJob([named('a', 0)], page, { count: 200, order: 'original_filename' });
    expect(imagesOfGallery(job, byName)).toBeNull();
    expect(imagesOfGallery(job, { ...byName, filter: { status: 'failed', feedback: [] } })).toBeNull();
    expect(imagesOfGallery(job, { ...byName, filter: page })?.total).toBe(1);
  });

  it('does not hold the end of a job of more than 200 images', () => {
    const images = Array.from({ length: 201 }, (_, index) => named(`${index}`, index));
    const job = galleryJob(images, fixed.filter, { count: 200, order: 'original_filename' });
    expect(imagesOfGallery(job, { ...byName, window: lastRows(1, 0) })).toBeNull();
    expect(imagesOfGallery(job, { ...byName, window: rowsFrom(199, 2) })).toBeNull();
    expect(imagesOfGallery(job, { ...byName, window: rowsFrom(199, 1) })?.total).toBe(201);
    expect(imagesOfGallery(job, { ...byName, window: rowsFrom(201, 5) })?.rows).toEqual([]);
  });
});

describe('imageNeedOf', () => {
  const need = (overrides: Partial<ImageSelection>, pageFilter: ImageFilter = fixed.filter) =>
    imageNeedOf({ ...byName, ...overrides }, pageFilter);

  it('asks for no more images than up to the end of the window', () => {
    expect(need({})).toEqual({ count: 2, order: 'original_filename' });
    expect(need({ window: rowsFrom(10, 20) }).count).toBe(30);
    expect(need({ window: rowsFrom(190, 20) }).count).toBe(200);
    expect(need({ window: rowsFrom(50, 0) }).count).toBe(0);
    expect(need({ order: { field: 'quality_score', direction: 'desc' } })).toEqual({
      count: 2,
      order: 'quality_score',
    });
  });

  it('asks for all where the upstream cannot sort, filter or count from the end', () => {
    expect(need({ order: { field: 'original_filename', direction: 'desc' } }).count).toBe(200);
    expect(need({ order: { field: 'quality_score', direction: 'asc' } }).count).toBe(200);
    expect(need({ filter: { status: null, feedback: ['like'] } }).count).toBe(200);
    expect(need({ window: lastRows(1, 0) }).count).toBe(200);
  });

  it('asks for none where the page is filtered in another way', () => {
    const page: ImageFilter = { status: null, feedback: ['like', 'dislike'] };
    expect(need({}, page)).toEqual(noImages);
    expect(need({ filter: { status: null, feedback: ['dislike', 'like'] } }, page).count).toBe(200);
  });
});

function named(filename: string, index: number): ModelImage {
  return {
    image_index: index,
    group_index: 0,
    original_filename: filename,
    quality_score: null,
    status: 'completed',
    feedback: null,
  };
}

it('finds all 200 images of a job in the gallery where all of them pass the filter of the page', () => {
  const filter = { status: 'completed', feedback: [] };
  const selection: ImageSelection = {
    window: rowsFrom(0, 2),
    filter,
    order: { field: 'original_filename', direction: 'asc' },
  };
  const images: ModelImage[] = Array.from({ length: 200 }, (_, image_index) => ({
    image_index,
    group_index: 0,
    original_filename: null,
    quality_score: null,
    status: 'completed',
    feedback: null,
  }));
  const job = galleryJob(images, filter, imageNeedOf(selection, filter));
  expect(imagesOfGallery(job, selection)?.total).toBe(200);
});
