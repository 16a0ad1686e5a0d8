/**
 * The part of the graph that the workloads read, once for all peers: `field: Type` or `field=wire_name: Type`; without a wire
 * name it is the field in snake case.
 */

const types = {
  ImageFile: 'fullSize: String, thumbnail: String',
  Image:
    'jobId: String, imageIndex: Int, groupIndex: Int, version: Int, originalFilename: String, downloadFilename: String, status: String, qualityScore: Float, processingTime: Float, errorMessage: String, feedback: String, createdAt: String, reviewStatus: String, inputs: [ImageFile], output: ImageFile',
  Job: 'jobId: String, jobType: String, jobStatus: String, identityCode: String, identityName: String, projectName: String, createdAt: String, createdBy: String, totalImages: Int, completedImages: Int, failedImages: Int',
  Asset:
    'assetId=id: String, filename: String, url: String, createdAt: String, createdBy: String, tags: [String], visibility: String, thumbnailBig: String, thumbnailSmall: String, stylingNote: String',
  MediaResource: 'url: String, width: Int, height: Int',
  SetBaseImage:
    'baseImageId=id: String, createdAt: String, subjectId: String, shotTypeId: String, imageUrl: String, imageMedia: MediaResource',
  SetDesign:
    'setDesignId=id: String, createdAt: String, updatedAt: String, name: String, description: String, ownerId: String, organizationId: String, backgroundPresetId: String, baseImages: [SetBaseImage]',
  Annotation:
    'annotationId=id: Int, classValue: String, confidence: Float, geometry: [Float], type: String, xCenter: Float, yCenter: Float, width: Float, height: Float, zOrder: Int, source: String',
  DatasetImage: 'imageId=id: Int, filename: String, width: Int, height: Int, annotations: [Annotation]',
};

/** Each type with its fields. */
export const objectTypes = Object.entries(types).map(([name, text]) => ({
  name,
  fields: text.split(', ').map((entry) => {
    const [, field, wire, type] = /^(\w+)(?:=(\w+))?: (.+)$/.exec(entry);
    return {
      name: field,
      wire: wire ?? field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      type,
    };
  }),
}));

/** Each list: the path of its rows in the answer, and of their number. */
export const lists = {
  jobs: { type: 'Job', rows: 'jobs', total: 'pagination.total' },
  assets: { type: 'Asset', rows: 'assets', total: 'pagination.total' },
  setDesigns: { type: 'SetDesign', rows: 'data', total: 'count' },
  datasetImages: { type: 'DatasetImage', rows: 'data', total: 'meta.total' },
};

const lower = (text) => text.toLowerCase();

/** Paths below the upstream's URL for the arguments that the workloads give. */
export const paths = {
  jobs: ({ first, filter, orderDirection = 'DESC' }, images) =>
    `/piktid/gallery/by-job?page=1&per_page=${first}&max_images_per_job=${images}&order=${lower(orderDirection)}${filter?.jobType ? `&job_type=${filter.jobType}` : ''}`,
  assets: ({ first, orderBy: { field, direction } = { field: 'CREATED_AT', direction: 'DESC' } }) =>
    `/piktid/assets?page=1&per_page=${first}&order=${lower(direction)}&sort_by=${lower(field)}`,
  setDesigns: ({ first }) => `/sartiq/api/v1/set-designs/?skip=0&limit=${first}`,
  setDesign: ({ setDesignId }) => `/sartiq/api/v1/set-designs/${setDesignId}`,
  datasetImages: ({ first }) =>
    `/acusight/api/data/images?limit=${first}&offset=0&sort=created_at&order=desc`,
  datasetImagesNamed: (name) =>
    `/acusight/api/data/images?filename=${encodeURIComponent(name)}&include_annotations=true&limit=100&offset=0&sort=created_at&order=asc`,
};

/** How many images a job brings along: as many as the gallery shows, one where nobody reads them. */
export const galleryImages = 10;

/** Reads `pagination.total`. */
export function at(row, path) {
  return path.split('.').reduce((value, key) => value[key], row);
}

/** The arguments and types beside the rows, as SDL. */
export const rootTypes = `
  scalar UUID
  enum OrderDirection { ASC DESC }
  enum AssetOrderField { CREATED_AT FILENAME }
  input JobFilter { jobType: String }
  input AssetOrder { field: AssetOrderField!, direction: OrderDirection! }
  type Query {
    jobs(first: Int!, filter: JobFilter, orderDirection: OrderDirection): JobConnection
    assets(first: Int!, orderBy: AssetOrder): AssetConnection
    setDesigns(first: Int!): SetDesignConnection
    datasetImages(first: Int!): DatasetImageConnection
    setDesign(setDesignId: UUID!): SetDesign
  }
`;
