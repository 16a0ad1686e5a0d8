/** Sums up a CPU profile by the layers of Atelier. Pure. */

interface Frame {
  readonly functionName: string;
  readonly url: string;
  readonly lineNumber: number;
}

interface ProfileNode {
  readonly id: number;
  readonly callFrame: Frame;
  readonly children?: readonly number[];
}

/** What `node --cpu-prof` writes; times in microseconds. */
interface Profile {
  readonly nodes: readonly ProfileNode[];
  readonly startTime: number;
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

/** A part of the time in which something ran, from 0 to 1. */
export interface Share {
  readonly name: string;
  readonly share: number;
}

export interface ProfileShares {
  readonly layers: readonly Share[];
  readonly functions: readonly Share[];
}

/** Whose code a file is: the first that fits. What nobody here owns belongs to its caller. */
const owners: readonly (readonly [layer: string, files: RegExp])[] = [
  ['JSON of the upstreams', /src\/http\/json\.ts/],
  ['row decoding', /node_modules\/zod\/|src\/http\/decode\.ts|src\/upstreams\/\w+\/\w*contract\.ts/],
  [
    'parse, validate, limits, plan',
    /node_modules\/graphql\/(language|validation|utilities)\/|src\/server\/(document|field-repeats|planning|use-plan|use-document|use-hidden|use-argument|use-persisted|argument|hidden|request-budget)|src\/graph\/[\w-]*plan[\w-]*\.ts|src\/graph\/selection\.ts/,
  ],
  [
    'execute',
    /node_modules\/(graphql\/(execution|type)|@graphql-tools|@pothos|dataloader|graphql-scalars|graphql-jit|@envelop)\/|src\/(graph|pagination)\/|src\/upstreams\/.*(loader|known|name-join|row-page|watched)/,
  ],
  [
    'upstream client',
    /node_modules\/(undici|cockatiel)\/|node:internal\/deps\/undici|src\/(http|upstreams)\//,
  ],
  [
    'log and metrics',
    /node_modules\/(pino|prom-client|sonic-boom|thread-stream)[\w-]*\/|src\/server\/([\w-]*log|loggable|redaction|[\w-]*metrics)\.ts/,
  ],
  ['HTTP and Yoga', /node_modules\/(graphql-yoga|@graphql-yoga|@whatwg-node)\/|src\/server\/|node:_?http/],
];

const serialise = 'serialise';
const garbage = 'garbage collection';
const outside = 'Node itself, kernel and native code';

/** @param within the time that counts, on the profile's clock */
export function profileLayers(
  json: string,
  within: { readonly fromUs: number; readonly toUs: number },
): ProfileShares {
  const profile = JSON.parse(json) as Profile;
  const layerOf = createLayerOf(profile);
  const selfUs = selfTimes(profile, within);
  const layers = new Map<string, number>();
  const functions = new Map<string, number>();
  let busyUs = 0;
  for (const { id, callFrame } of profile.nodes) {
    const time = selfUs.get(id) ?? 0;
    if (time === 0 || callFrame.functionName === '(idle)') continue;
    busyUs += time;
    const layer = layerOf(id);
    add(layers, layer, time);
    add(functions, `${frameName(callFrame)} [${layer}]`, time);
  }
  return { layers: sharesOf(layers, busyUs), functions: sharesOf(functions, busyUs) };
}

function selfTimes(
  { samples, timeDeltas, startTime }: Profile,
  { fromUs, toUs }: { readonly fromUs: number; readonly toUs: number },
): ReadonlyMap<number, number> {
  const times = new Map<number, number>();
  let atUs = startTime;
  for (const [index, id] of samples.entries()) {
    const delta = timeDeltas[index] ?? 0;
    atUs += delta;
    if (atUs >= fromUs && atUs <= toUs) add(times, id, delta);
  }
  return times;
}

/** The layer of a node: that of its own file, otherwise of the nearest caller that has one. */
function createLayerOf({ nodes }: Profile): (id: number) => string {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const parents = new Map(
    nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const)),
  );
  return (id) => {
    for (let at: number | undefined = id; at !== undefined; at = parents.get(at)) {
      const frame = byId.get(at)?.callFrame;
      if (frame?.functionName === '(garbage collector)') return garbage;
      if (frame?.functionName === 'stringify' || /stringifyResult/i.test(frame?.functionName ?? ''))
        return serialise;
      const layer = owners.find(([, files]) => files.test(frame?.url ?? ''))?.[0];
      if (layer !== undefined) return layer;
    }
    return outside;
  };
}

function frameName({ functionName, url, lineNumber }: Frame): string {
  const file = url.replace(/^.*\/node_modules\//, '').replace(/^file:.*\/src\//, 'src/');
  return `${functionName || '(anonymous)'} ${file}${url === '' ? '' : `:${lineNumber + 1}`}`.trim();
}

function sharesOf(times: ReadonlyMap<string, number>, total: number): readonly Share[] {
  return [...times]
    .map(([name, time]) => ({ name, share: time / total }))
    .toSorted((left, right) => right.share - left.share);
}

function add<Key>(sums: Map<Key, number>, key: Key, amount: number): void {
  sums.set(key, (sums.get(key) ?? 0) + amount);
}
