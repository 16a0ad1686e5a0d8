/** Reads what a gateway serves on `/metrics`, in Prometheus's text format. For tests. */

export interface Exposition {
  /** What `# TYPE` says, by the name of the metric. */
  readonly types: ReadonlyMap<string, string>;
  readonly samples: readonly Sample[];
  /** The value of the one sample with this name and exactly these labels; null where there is none. */
  value(name: string, labels?: Readonly<Record<string, string>>): number | null;
}

export interface Sample {
  /** With the ending that a histogram gives it: `…_bucket`. */
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** @param gateway.url without `/metrics` */
export async function scrape({ url }: { readonly url: string }): Promise<Exposition> {
  const answer = await fetch(`${url}/metrics`);
  if (answer.status !== 200) throw new Error(`/metrics was answered with status ${answer.status}`);
  return readExposition(await answer.text());
}

const samplePattern = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/;
const labelPattern = /([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"(?:,|$)/y;

function readExposition(text: string): Exposition {
  const types = new Map<string, string>();
  const samples: Sample[] = [];
  for (const line of text.split('\n')) {
    const [, typed, type] = /^# TYPE (\S+) (\S+)$/.exec(line) ?? [];
    if (typed && type) types.set(typed, type);
    if (line !== '' && !line.startsWith('#')) samples.push(readSample(line));
  }
  const value: Exposition['value'] = (name, labels = {}) => {
    const wanted = sorted(labels);
    return samples.find((one) => one.name === name && sorted(one.labels) === wanted)?.value ?? null;
  };
  return { types, samples, value };
}

function readSample(line: string): Sample {
  const [, name, labelText = '', value] = samplePattern.exec(line) ?? [];
  if (name === undefined) throw new Error(`This is no sample: ${line}`);
  const labels: Record<string, string> = {};
  labelPattern.lastIndex = 0;
  for (let at = 0; at < labelText.length; at = labelPattern.lastIndex) {
    const [, label, text] = labelPattern.exec(labelText) ?? [];
    if (label === undefined || text === undefined) throw new Error(`These are no labels: ${labelText}`);
    labels[label] = text;
  }
  return { name, labels, value: Number(value === '+Inf' ? Number.POSITIVE_INFINITY : value) };
}

function sorted(labels: Readonly<Record<string, string>>): string {
  return JSON.stringify(Object.entries(labels).sort(([left], [right]) => left.localeCompare(right)));
}
