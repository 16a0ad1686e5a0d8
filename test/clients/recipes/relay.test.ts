import '#test/support/dom.ts';
import { screen, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { eventually } from '#test/support/eventually.ts';
import { allImages, allJobs } from '#test/support/upstream-lists.ts';
import { describeReactRecipe, press, rows } from './react-recipe.ts';
import { limit } from './recipe-world.ts';

describeReactRecipe('Relay', ['README', 'relay'], ({ world, show }) => {
  it('pages a list inside of an object by its id, over a page that fails once', async () => {
    const { simulators } = world();
    const jobs = await allJobs(simulators);
    const jobId = String(jobs.find((job) => job['total_images'] === 450)?.['job_id']);
    const expected = await allImages(simulators, jobId);
    await show('src/job.tsx', 'Job', { jobId });
    await eventually(() => expect(rows()).toHaveLength(150));
    // The job itself can be read: only its images are missing.
    limit(world(), 'piktid', /\/results$/);
    await press(screen.getByText('More'));
    const alert = await eventually(() => screen.getByRole('alert'));
    expect(rows()).toHaveLength(150);
    simulators.piktid.clearFaults();
    await press(within(alert).getByText('Again'));
    await eventually(() => expect(rows()).toHaveLength(300));
    await press(screen.getByText('More'));
    await eventually(() => expect(rows()).toHaveLength(450));
    expect(screen.queryByText('More')).toBeNull();
    const places = expected.map((row) => `${row['image_index']}/${row['group_index']}`);
    expect(rows().toSorted()).toEqual(places.toSorted());
  });
});
