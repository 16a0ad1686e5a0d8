/** A job's review screen from the backends themselves: five calls with three tokens, three ways of paging, three of failing. */

export interface Backend {
  readonly url: string;
  readonly token: string;
}

export type Backends = Readonly<Record<'piktid' | 'sartiq' | 'acusight', Backend>>;
export type Ask = (url: string, headers: Readonly<Record<string, string>>) => Promise<Response>;

// biome-ignore lint/suspicious/noExplicitAny: what the backends send has no types here
type Json = any;

/** The screen, and what went wrong where a part of it is null. */
export async function readScreen(jobId: string, backends: Backends, ask: Ask) {
  const failures: string[] = [];
  const orNull = <T>(part: Promise<T>): Promise<T | null> =>
    part.catch((error: Error) => {
      failures.push(error.message);
      return null;
    });
  const piktid = (path: string) => askPiktid(backends.piktid, path, ask);
  const sartiq = (path: string) => askSartiq(backends.sartiq, path, ask);
  const acusight = (path: string) => askAcusight(backends.acusight, path, ask);

  // The first wave: whatever needs nothing else.
  const [jobs, designs, subjects] = await Promise.all([
    orNull(
      piktid(
        `/gallery/by-job?job_id=${jobId}&page=1&per_page=1&sort_by=original_filename&max_images_per_job=20`,
      ),
    ),
    orNull(sartiq('/set-designs/?skip=0&limit=10')),
    orNull(readSubjects(sartiq)),
  ]);
  const job = jobs?.jobs[0] ?? null;
  const name: string | null = job?.images[0]?.original_filename ?? null;

  // The second: what has the file name of the first image.
  const [assets, datasetImages] = await Promise.all([
    name === null ? [] : orNull(readAssets(piktid, name)),
    name === null ? [] : orNull(readDatasetImages(acusight, name)),
  ]);
  const data = {
    job: job && showJob(job, assets, datasetImages),
    setDesigns: designs && showDesigns(designs, subjects),
  };
  return { data, failures };
}

/** Pages count from 1; there are more as long as `pagination.has_next` says so. The search finds parts of names, too. */
async function readAssets(piktid: (path: string) => Promise<Json>, name: string) {
  const rows: Json[] = [];
  for (let page = 1; ; page += 1) {
    const search = encodeURIComponent(name);
    const answer = await piktid(
      `/assets?search=${search}&page=${page}&per_page=100&sort_by=created_at&order=asc`,
    );
    rows.push(...answer.assets);
    if (!answer.pagination.has_next) break;
  }
  return rows.filter((row) => row.filename === name).map(({ id, tags }) => ({ assetId: id, tags }));
}

/** `skip` and `limit`; there are more as long as `count` is larger. */
async function readSubjects(sartiq: (path: string) => Promise<Json>) {
  const names = new Map<string, string>();
  for (let skip = 0; ; skip += 100) {
    const { data, count } = await sartiq(`/subjects/?skip=${skip}&limit=100`);
    for (const { id, name } of data) names.set(id, name);
    if (skip + 100 >= count) return names;
  }
}

/** `offset` and `limit`, which is cut to 100; there are more as long as `meta.total` is larger. */
async function readDatasetImages(acusight: (path: string) => Promise<Json>, name: string) {
  const rows: Json[] = [];
  for (let offset = 0; ; offset += 100) {
    const filter = `filename=${encodeURIComponent(name)}&include_annotations=true&sort=created_at&order=asc`;
    const { data, meta } = await acusight(`/data/images?${filter}&offset=${offset}&limit=100`);
    rows.push(...data);
    if (offset + 100 >= meta.total) break;
  }
  return rows.map(({ id, annotations }) => ({
    imageId: id,
    annotations: annotations.map(({ class_value, type, geometry }: Json) => ({
      classValue: class_value,
      type,
      geometry,
    })),
  }));
}

/** Errors are `{error, detail: [{field, message}]}`, and nothing at all for 401, 404 and 429. */
async function askPiktid({ url, token }: Backend, path: string, ask: Ask): Promise<Json> {
  const answer = await ask(url + path, { authorization: `Bearer ${token}` });
  if (answer.ok) return answer.json();
  const body = (await answer.json().catch(() => null)) as Json;
  const details = body?.detail?.map(({ message }: Json) => message).join(', ');
  throw new Error(`PiktID: ${details || body?.error || answer.status}`);
}

/** Errors are `{detail}`, a text or a list of `{loc, msg}`. The token is good for an hour and cannot be renewed: log in again. */
async function askSartiq({ url, token }: Backend, path: string, ask: Ask): Promise<Json> {
  const answer = await ask(url + path, { authorization: `Bearer ${token}` });
  if (answer.ok) return answer.json();
  const { detail } = (await answer.json().catch(() => ({}))) as Json;
  const texts = Array.isArray(detail) ? detail.map(({ msg }) => msg).join(', ') : detail;
  throw new Error(`Sartiq: ${texts ?? answer.status}`);
}

/** Errors are `{success: false, error: {code, message}}`; `success` may be false with status 200. */
async function askAcusight({ url, token }: Backend, path: string, ask: Ask): Promise<Json> {
  const answer = await ask(url + path, { authorization: `Bearer ${token}` });
  const body = (await answer.json().catch(() => null)) as Json;
  if (answer.ok && body?.success) return body;
  throw new Error(`Acusight: ${body?.error?.message ?? answer.status}`);
}

function showJob(job: Json, assets: Json, datasetImages: Json) {
  const [first] = job.images;
  return {
    projectName: job.project_name,
    jobStatus: job.job_status,
    completedImages: job.completed_images,
    images: {
      totalCount: job.total_images,
      nodes: job.images.map((image: Json) => ({
        originalFilename: image.original_filename,
        status: image.status,
        qualityScore: image.quality_score,
        output: image.output && { thumbnail: image.output.thumbnail },
      })),
    },
    selected: { nodes: first ? [{ originalFilename: first.original_filename, assets, datasetImages }] : [] },
  };
}

function showDesigns({ data, count }: Json, subjects: ReadonlyMap<string, string> | null) {
  const nameOf = (id: string) => {
    const name = subjects?.get(id);
    return name === undefined ? null : { name };
  };
  return {
    totalCount: count,
    nodes: data.map(({ id, name, base_images }: Json) => ({
      setDesignId: id,
      name,
      baseImages: base_images.map((image: Json) => ({
        imageUrl: image.image_url,
        subject: nameOf(image.subject_id),
      })),
    })),
  };
}
