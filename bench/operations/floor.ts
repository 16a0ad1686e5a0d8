/**
 * What the same answers cost without GraphQL: `node:http`, undici, `JSON.parse`, mapping by hand, `JSON.stringify`, and nothing
 * else. `POST /<workload>` with `{ variables }`. The one argument is the upstream's URL; it tells its own as a line of JSON.
 */

import { createServer } from 'node:http';
import { Pool } from 'undici';
import { listenAnywhere } from './listen.ts';
import {
  assetsPath,
  dashboardPaths,
  galleryPath,
  namedImagesPath,
  setDesignPath,
  type Variables,
} from './rest.ts';

// biome-ignore lint/suspicious/noExplicitAny: it trusts what it gets, which is what makes it a floor
type Wire = any;

const pool = new Pool(process.argv[2] ?? '', { connections: 64, pipelining: 1 });

async function read(path: string): Promise<Wire> {
  const { body } = await pool.request({ path, method: 'GET' });
  return JSON.parse(await body.text());
}

const file = (wire: Wire) => wire && { fullSize: wire.full_size, thumbnail: wire.thumbnail };

const image = (wire: Wire) => ({
  jobId: wire.job_id,
  imageIndex: wire.image_index,
  groupIndex: wire.group_index,
  version: wire.version,
  originalFilename: wire.original_filename,
  downloadFilename: wire.download_filename,
  status: wire.status,
  qualityScore: wire.quality_score,
  processingTime: wire.processing_time,
  errorMessage: wire.error_message,
  feedback: wire.feedback,
  createdAt: wire.created_at,
  reviewStatus: wire.review_status,
  inputs: wire.inputs.map(file),
  output: file(wire.output),
});

const galleryJob = (wire: Wire) => ({
  jobId: wire.job_id,
  jobType: wire.job_type,
  jobStatus: wire.job_status,
  identityName: wire.identity_name,
  projectName: wire.project_name,
  createdAt: wire.created_at,
  totalImages: wire.total_images,
  completedImages: wire.completed_images,
  failedImages: wire.failed_images,
  images: { nodes: wire.images.map(image) },
});

const listedJob = (wire: Wire) => ({
  jobId: wire.job_id,
  jobType: wire.job_type,
  jobStatus: wire.job_status,
  identityCode: wire.identity_code,
  projectName: wire.project_name,
  createdAt: wire.created_at,
  createdBy: wire.created_by,
  totalImages: wire.total_images,
  completedImages: wire.completed_images,
  failedImages: wire.failed_images,
});

const listedAsset = (wire: Wire) => ({
  assetId: wire.id,
  filename: wire.filename,
  url: wire.url,
  createdAt: wire.created_at,
  createdBy: wire.created_by,
  tags: wire.tags,
  visibility: wire.visibility,
  thumbnailBig: wire.thumbnail_big,
  thumbnailSmall: wire.thumbnail_small,
  stylingNote: wire.styling_note,
});

const media = (wire: Wire) => wire && { url: wire.url, width: wire.width, height: wire.height };

const listedBaseImage = (wire: Wire) => ({
  baseImageId: wire.id,
  subjectId: wire.subject_id,
  shotTypeId: wire.shot_type_id,
  imageUrl: wire.image_url,
  imageMedia: media(wire.image_media),
});

const baseImage = (wire: Wire) => ({
  baseImageId: wire.id,
  createdAt: wire.created_at,
  subjectId: wire.subject_id,
  shotTypeId: wire.shot_type_id,
  imageUrl: wire.image_url,
  imageMedia: media(wire.image_media),
});

const listedSetDesign = (wire: Wire) => ({
  setDesignId: wire.id,
  createdAt: wire.created_at,
  name: wire.name,
  description: wire.description,
  ownerId: wire.owner_id,
  baseImages: wire.base_images.map(listedBaseImage),
});

const setDesign = (wire: Wire) => ({
  setDesignId: wire.id,
  createdAt: wire.created_at,
  updatedAt: wire.updated_at,
  name: wire.name,
  description: wire.description,
  ownerId: wire.owner_id,
  organizationId: wire.organization_id,
  backgroundPresetId: wire.background_preset_id,
  baseImages: wire.base_images.map(baseImage),
});

const listedImage = ({ id, filename, width, height }: Wire) => ({ imageId: id, filename, width, height });

const annotation = (wire: Wire) => ({
  annotationId: wire.id,
  classValue: wire.class_value,
  confidence: wire.confidence,
  geometry: wire.geometry,
  type: wire.type,
  xCenter: wire.x_center,
  yCenter: wire.y_center,
  width: wire.width,
  height: wire.height,
  zOrder: wire.z_order,
  source: wire.source,
});

const joinedImage = (wire: Wire) => ({
  imageId: wire.id,
  width: wire.width,
  height: wire.height,
  annotations: wire.annotations.map(annotation),
});

const connection = (total: number, nodes: unknown) => ({ totalCount: total, nodes });

async function dashboard(): Promise<unknown> {
  const [jobs, assets, setDesigns, datasetImages] = await Promise.all([
    read(dashboardPaths.jobs),
    read(dashboardPaths.assets),
    read(dashboardPaths.setDesigns),
    read(dashboardPaths.datasetImages),
  ]);
  return {
    jobs: connection(jobs.pagination.total, jobs.jobs.map(listedJob)),
    assets: connection(assets.pagination.total, assets.assets.map(listedAsset)),
    setDesigns: connection(setDesigns.count, setDesigns.data.map(listedSetDesign)),
    datasetImages: connection(datasetImages.meta.total, datasetImages.data.map(listedImage)),
  };
}

async function join(variables: Variables): Promise<unknown> {
  const page = await read(assetsPath(50, variables));
  const images = new Map<string, Promise<unknown>>();
  const imagesNamed = (name: string): Promise<unknown> => {
    const known = images.get(name) ?? read(namedImagesPath(name)).then(({ data }) => data.map(joinedImage));
    images.set(name, known);
    return known;
  };
  const nodes = page.assets.map(async ({ id, filename, url, visibility }: Wire) => ({
    assetId: id,
    filename,
    url,
    visibility,
    datasetImages: await imagesNamed(filename),
  }));
  return { assets: connection(page.pagination.total, await Promise.all(nodes)) };
}

const answers: Readonly<Record<string, (variables: Variables) => Promise<unknown>>> = {
  gallery: async (variables) => {
    const page = await read(galleryPath(variables));
    return { jobs: connection(page.pagination.total, page.jobs.map(galleryJob)) };
  },
  dashboard,
  crowd: dashboard,
  join,
  'by-id': async (variables) => ({ setDesign: setDesign(await read(setDesignPath(variables))) }),
};

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const { variables } = JSON.parse(Buffer.concat(chunks).toString()) as { readonly variables: Variables };
    const answer = answers[request.url?.slice(1) ?? ''];
    if (!answer) return void response.writeHead(404).end();
    answer(variables).then(
      (data) => {
        const text = JSON.stringify({ data });
        const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
        response.writeHead(200, headers).end(text);
      },
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
});
process.stdout.write(`${JSON.stringify({ url: await listenAnywhere(server) })}\n`);
