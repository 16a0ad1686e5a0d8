/**
 * Generates the whole simulated PiktID from a seed and a size: what giulia sees has exactly that size, marco
 * sees another tenth of it, `empty` sees nothing. Some rows of a colleague are nobody else's.
 */

import { studioFilenames } from '#test/simulators/filenames.ts';
import type { WorldSize } from '#test/simulators/simulator.ts';
import { type AssetsPlan, generateAssets } from './generate-assets.ts';
import { generateJobs, type JobsPlan } from './generate-jobs.ts';
import { generateProjects } from './generate-projects.ts';
import { isVisibleTo, type PiktidData } from './piktid-rows.ts';

/** How many assets the platform gives to everyone who asks for `default`. */
const defaultAssets = 24;

/** The same rows and ids for the same seed and size. */
export function generatePiktidData(seed: number, size: WorldSize): PiktidData {
  const filenames = studioFilenames(seed, Math.round(size.assets * 0.6));
  const projects = generateProjects(seed);
  const projectsOf = (user: 'giulia' | 'marco') => projects.filter((project) => isVisibleTo(project, user));
  const assetsOf = (plan: Pick<AssetsPlan, 'owner' | 'colleague' | 'count' | 'projects'>) =>
    generateAssets({ seed, filenames, ...plan });
  const giulia = assetsOf({
    owner: 'giulia',
    colleague: 'chiara',
    count: size.assets,
    projects: projectsOf('giulia'),
  });
  const marco = assetsOf({
    owner: 'marco',
    colleague: 'chiara',
    count: Math.floor(size.assets / 10),
    projects: projectsOf('marco'),
  });
  let imageId = 551_000;
  const nextImageId = (): number => {
    imageId += 1;
    return imageId;
  };
  const jobsOf = (plan: Pick<JobsPlan, 'owner' | 'colleague' | 'jobs' | 'images' | 'projects' | 'assets'>) =>
    generateJobs({ seed, filenames, nextImageId, ...plan });
  return {
    projects,
    notifications: [],
    assets: [
      ...giulia,
      ...marco,
      ...assetsOf({ owner: 'platform', colleague: null, count: defaultAssets, projects: [] }),
      ...assetsOf({ owner: 'chiara', colleague: null, count: 5, projects: [] }),
    ],
    jobs: [
      ...jobsOf({
        owner: 'giulia',
        colleague: 'chiara',
        jobs: size.jobs,
        images: size.galleryImages,
        projects: projectsOf('giulia'),
        assets: giulia,
      }),
      ...jobsOf({
        owner: 'marco',
        colleague: 'chiara',
        jobs: Math.floor(size.jobs / 10),
        images: Math.floor(size.galleryImages / 10),
        projects: projectsOf('marco'),
        assets: marco,
      }),
      ...jobsOf({ owner: 'chiara', colleague: null, jobs: 3, images: 9, projects: [], assets: [] }),
    ],
  };
}
