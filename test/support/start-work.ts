/** Starts work at the simulated backends, as their users do: an upload to Sartiq, a job at PiktID. */

import { makeZip } from '#test/simulators/sartiq/make-zip.ts';
import { type SimulatedUser, tokenOf } from '#test/simulators/simulator.ts';
import type { Simulators } from '#test/simulators/start.ts';
import { ask } from './ask.ts';

/** Uploads a ZIP with so many pictures to a design of giulia; the task's id. */
export async function startUpload({ sartiq }: Simulators, files = 2): Promise<string> {
  const { users, setDesigns, subjects } = sartiq.data;
  const giulia = users.find(({ person }) => person === 'giulia')?.id;
  const design = setDesigns.find((row) => row.owner_id === giulia && row.organization_id === null)?.id;
  const names = Array.from({ length: files }, (_, index) => `picture-${index}.jpg`);
  const archive = makeZip(Object.fromEntries(names.map((name) => [name, name])));
  const body = new FormData();
  body.set('file', new Blob([new Uint8Array(archive)]), 'looks.zip');
  const path = `/set-designs/${design}/base-images/upload?subject_id=${subjects[0]?.id}`;
  const token = tokenOf('sartiq', 'giulia');
  const answer = await ask(`${sartiq.url}${path}`, { method: 'POST', token, body });
  return (answer.body as { readonly id: string }).id;
}

/** Creates a job with these images; its id, which PiktID knows half a second later (P-20). */
export async function startJob(
  { piktid }: Simulators,
  images: readonly string[] = ['a.jpg', 'b.jpg'],
  user: SimulatedUser = 'giulia',
  signal?: AbortSignal,
): Promise<string> {
  const project = piktid.data.projects.find(({ owner }) => owner === user)?.project_key;
  const answer = await ask(`${piktid.url}/model-swap`, {
    method: 'POST',
    token: tokenOf('piktid', user),
    json: { identity_code: 'abc', project_id: project, images },
    ...(signal && { signal }),
  });
  return (answer.body as { readonly job_id: string }).job_id;
}
