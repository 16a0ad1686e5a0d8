/** The rows behind the simulated Acusight and what may stand in them. Owns types only. */

import type { SimulatedUser } from '#test/simulators/simulator.ts';

export const annotationStatuses = ['pending', 'in_progress', 'completed'] as const;
export const splits = ['train', 'val', 'test'] as const;
export const annotationTypes = ['bbox', 'polygon'] as const;
export const annotationSources = ['manual', 'model'] as const;

/** The organizations of the simulated people: each sees only rows of the own one. */
export type Organization = SimulatedUser;

export interface ProjectRow {
  readonly organization: Organization;
  readonly id: number;
  name: string;
  description: string | null;
  created_at: string;
  updated_at: string;
}

/** A batch carries the project assignment of its images. */
export interface BatchRow {
  readonly organization: Organization;
  readonly id: number;
  name: string;
  project_id: number | null;
  device_id: string | null;
  stage: 'collecting' | 'complete' | 'unassigned' | 'annotating';
  created_at: string;
  updated_at: string;
}

/** An image; names of batch and project are looked up when it is shown. */
export interface ImageRow {
  readonly organization: Organization;
  readonly id: number;
  filename: string;
  storage_key: string;
  /** Pixels. */
  width: number | null;
  /** Pixels. */
  height: number | null;
  annotation_status: (typeof annotationStatuses)[number];
  batch_id: number | null;
  version_name: string | null;
  split: (typeof splits)[number] | null;
  split_locked: boolean;
  device_id: string | null;
  /** RFC 3339, UTC, whole seconds. */
  created_at: string;
  updated_at: string;
}

/** Coordinates are fractions of the image, origin top left. */
export interface AnnotationRow {
  readonly id: number;
  readonly image_id: number;
  type: (typeof annotationTypes)[number];
  class_value: string;
  source: (typeof annotationSources)[number];
  confidence: number | null;
  x_center: number;
  y_center: number;
  width: number;
  height: number;
  geometry: number[];
  z_order: number | null;
  created_at: string;
  updated_at: string;
}

/** Everything the simulator answers from. The lists may be changed while it runs; their order means nothing. */
export interface AcusightData {
  readonly projects: ProjectRow[];
  readonly batches: BatchRow[];
  readonly images: ImageRow[];
  readonly annotations: AnnotationRow[];
}
