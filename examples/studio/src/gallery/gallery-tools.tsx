import { Choice } from '../ui/choice.tsx';
import { Icon } from '../ui/icons.tsx';
import {
  firstGallery,
  type GalleryChoices,
  imageOrders,
  orders,
  owners,
  statuses,
  verdicts,
} from './gallery-choices.ts';

interface GalleryToolsProps {
  readonly choices: GalleryChoices;
  readonly onChange: (choices: GalleryChoices) => void;
}

export function GalleryTools({ choices, onChange }: GalleryToolsProps) {
  const change = (changed: Partial<GalleryChoices>) => onChange({ ...choices, ...changed });
  if (choices.jobId !== null) {
    return (
      <div className="tools">
        <button type="button" className="button" onClick={() => onChange(firstGallery)}>
          <Icon name="back" /> All jobs
        </button>
      </div>
    );
  }
  return (
    <fieldset className="tools">
      <legend className="visually-hidden">What the gallery shows</legend>
      <Choice
        label="Show"
        value={choices.status}
        options={statuses}
        onChange={(status) => change({ status })}
      />
      <Choice
        label="Verdict"
        value={choices.verdict}
        options={verdicts}
        onChange={(verdict) => change({ verdict })}
      />
      <Choice
        label="Made by"
        value={choices.owner}
        options={owners}
        onChange={(owner) => change({ owner })}
      />
      <Choice label="Jobs" value={choices.order} options={orders} onChange={(order) => change({ order })} />
      <Choice
        label="Images"
        value={choices.imageOrder}
        options={imageOrders}
        onChange={(imageOrder) => change({ imageOrder })}
      />
    </fieldset>
  );
}
