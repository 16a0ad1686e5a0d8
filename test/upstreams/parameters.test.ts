import { describe, expect, it } from 'vitest';
import {
  type DatasetImagePageQuery,
  datasetImagePageParameters,
  mergeDatasetImageNeeds,
} from '#src/upstreams/acusight/queries.ts';
import {
  type AssetFilter,
  anyJob,
  assetPageParameters,
  type JobPageQuery,
  jobPageParameters,
  mergeImageNeeds,
  noImages,
} from '#src/upstreams/piktid/queries.ts';
import { setDesignPageParameters } from '#src/upstreams/sartiq/queries.ts';

/** Parameters that are sent; those of null are not. */
function sent(query: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== null));
}

describe('jobPageParameters', () => {
  const anyPage: JobPageQuery = {
    filter: anyJob,
    direction: 'desc',
    page: { offset: 0, limit: 20 },
    images: noImages,
  };

  it('asks for the least where no images are needed: one of each job', () => {
    expect(sent(jobPageParameters(anyPage))).toEqual({
      page: 1,
      per_page: 20,
      order: 'desc',
      feedback: [],
      sort_by: 'original_filename',
      max_images_per_job: 1,
    });
  });

  it('sends every filter under its name on the wire, feedback as a repeated key', () => {
    const filter = {
      projectId: 7,
      jobId: 'j',
      jobType: 't',
      ownership: 'mine',
      search: 's',
      images: { status: 'failed', feedback: ['like', 'dislike'] },
    };
    const query = jobPageParameters({
      filter,
      direction: 'asc',
      page: { offset: 40, limit: 20 },
      images: { count: 12, order: 'quality_score' },
    });
    expect(query).toEqual({
      page: 3,
      per_page: 20,
      order: 'asc',
      project_id: 7,
      status: 'failed',
      feedback: ['like', 'dislike'],
      sort_by: 'quality_score',
      ownership: 'mine',
      job_id: 'j',
      job_type: 't',
      max_images_per_job: 12,
      search: 's',
    });
  });

  it('refuses a page that PiktID has no number for', () => {
    expect(() => jobPageParameters({ ...anyPage, page: { offset: 5, limit: 20 } })).toThrow(RangeError);
  });
});

describe('mergeImageNeeds', () => {
  it('takes the longer of two beginnings in one order', () => {
    const [short, long] = [
      { count: 3, order: 'quality_score' },
      { count: 8, order: 'quality_score' },
    ] as const;
    expect(mergeImageNeeds(short, long)).toEqual(long);
    expect(mergeImageNeeds(long, short)).toEqual(long);
    expect(mergeImageNeeds(noImages, short)).toEqual(short);
    expect(mergeImageNeeds(short, noImages)).toEqual(short);
  });

  it('takes everything for beginnings in two orders', () => {
    const [byName, byScore] = [
      { count: 3, order: 'original_filename' },
      { count: 8, order: 'quality_score' },
    ] as const;
    expect(mergeImageNeeds(byName, byScore).count).toBe(200);
    expect(mergeImageNeeds(byScore, byName).count).toBe(200);
  });
});

describe('assetPageParameters', () => {
  const anyAsset: AssetFilter = {
    createdBy: null,
    createdAfter: null,
    createdBefore: null,
    search: null,
    ownership: null,
    includeTags: [],
    excludeTags: [],
  };

  it('leaves out what does not narrow', () => {
    const order = { field: 'created_at', direction: 'desc' } as const;
    expect(sent(assetPageParameters({ filter: anyAsset, order, page: { offset: 0, limit: 1 } }))).toEqual({
      page: 1,
      per_page: 1,
      order: 'desc',
      sort_by: 'created_at',
    });
  });

  it('sends every filter under its name on the wire, tags as a comma list', () => {
    const filter: AssetFilter = {
      createdBy: 'giulia',
      createdAfter: '2026-01-01T00:00:00.000001Z',
      createdBefore: '2026-02-01T00:00:00+02:00',
      search: '50% off_',
      ownership: 'default',
      includeTags: ['model', 'product'],
      excludeTags: ['other'],
    };
    const order = { field: 'filename', direction: 'asc' } as const;
    expect(assetPageParameters({ filter, order, page: { offset: 100, limit: 50 } })).toEqual({
      page: 3,
      per_page: 50,
      order: 'asc',
      sort_by: 'filename',
      created_by: 'giulia',
      created_after: '2026-01-01T00:00:00.000001Z',
      created_before: '2026-02-01T00:00:00+02:00',
      search: '50% off_',
      ownership: 'default',
      include_tags: 'model,product',
      exclude_tags: 'other',
    });
  });
});

describe('setDesignPageParameters', () => {
  it('sends rows to skip, and for whom to read where that was said', () => {
    const page = { offset: 30, limit: 10 };
    const filter = { organizationId: null, ownerId: null };
    expect(sent(setDesignPageParameters({ filter, page }))).toEqual({ skip: 30, limit: 10 });
    expect(setDesignPageParameters({ filter: { organizationId: 'org', ownerId: 'own' }, page })).toEqual({
      skip: 30,
      limit: 10,
      organization_id: 'org',
      owner_id: 'own',
    });
  });
});

describe('datasetImagePageParameters', () => {
  const anyPage: DatasetImagePageQuery = {
    filter: {
      project: null,
      batchId: null,
      deviceId: null,
      stage: null,
      annotationStatus: null,
      split: null,
      classValues: [],
      search: null,
      filename: null,
    },
    order: { field: 'created_at', direction: 'desc' },
    page: { offset: 0, limit: 20 },
    need: { annotations: false, imageUrl: false },
  };

  it('asks for nothing costly that is not needed', () => {
    expect(sent(datasetImagePageParameters(anyPage))).toEqual({
      limit: 20,
      offset: 0,
      sort: 'created_at',
      order: 'desc',
    });
  });

  it('sends every filter under its name on the wire, classes as a comma list', () => {
    const query = datasetImagePageParameters({
      filter: {
        project: 4,
        batchId: 5,
        deviceId: 'cam',
        stage: 'complete',
        annotationStatus: 'pending',
        split: 'none',
        classValues: ['shoe', 'bag'],
        search: 's',
        filename: 'f.jpg',
      },
      order: { field: 'filename', direction: 'asc' },
      page: { offset: 7, limit: 3 },
      need: { annotations: true, imageUrl: true },
    });
    expect(query).toEqual({
      project_id: 4,
      batch_id: 5,
      device_id: 'cam',
      stage: 'complete',
      annotation_status: 'pending',
      split: 'none',
      class_values: 'shoe,bag',
      search: 's',
      filename: 'f.jpg',
      include_annotations: true,
      include_image_url: true,
      limit: 3,
      offset: 7,
      sort: 'filename',
      order: 'asc',
    });
  });

  it('has a word for images without a project', () => {
    const filter = { ...anyPage.filter, project: 'none' } as const;
    expect(datasetImagePageParameters({ ...anyPage, filter })['project_id']).toBe('null');
  });

  it('needs what either of two needs', () => {
    const [annotations, imageUrl] = [
      { annotations: true, imageUrl: false },
      { annotations: false, imageUrl: true },
    ];
    expect(mergeDatasetImageNeeds(annotations, imageUrl)).toEqual({ annotations: true, imageUrl: true });
    expect(mergeDatasetImageNeeds(annotations, annotations)).toEqual(annotations);
  });
});
