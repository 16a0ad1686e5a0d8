import { expect, it } from 'vitest';
import { startWorld } from '#test/support/world.ts';

it('reads annotations whose coordinates have more digits than a double holds', async () => {
  await using world = await startWorld();
  const body =
    '{"success":true,"data":[{"id":1,"annotations":[{"id":1,"geometry":[0.12345678901234567890,0.5,0.1,0.1]}]}],"meta":{"total":1,"limit":1,"offset":0}}';
  world.simulators.acusight.inject({ kind: 'status', status: 200, body });
  const { errors } = await world.query('{ datasetImages(first: 1) { nodes { annotations { geometry } } } }');
  expect(errors).toEqual([]);
});

it('reads media without an aspect ratio', async () => {
  await using world = await startWorld();
  world.simulators.sartiq.inject({
    kind: 'rewrite',
    body: (body) =>
      JSON.parse(JSON.stringify(body, (key, value) => (key === 'aspect_ratio' ? undefined : value))),
  });
  const { errors } = await world.query(
    '{ setDesigns(first: 5) { nodes { baseImages { imageMedia { aspectRatio } } } } }',
  );
  expect(errors).toEqual([]);
});

it('does not name a row by `undefined`', async () => {
  await using world = await startWorld();
  world.simulators.piktid.inject({
    kind: 'rewrite',
    body: (body) =>
      JSON.parse(JSON.stringify(body, (key, value) => (key === 'image_index' ? undefined : value))),
  });
  const { errors } = await world.query(
    '{ jobs(first: 1) { nodes { images(first: 1) { nodes { version } } } } }',
  );
  expect(errors[0]?.extensions.code).toBe('UPSTREAM_CONTRACT');
  expect(errors[0]?.extensions).not.toHaveProperty('row');
});
