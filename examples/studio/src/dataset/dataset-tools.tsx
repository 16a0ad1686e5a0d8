import { useId } from 'react';
import { Choice } from '../ui/choice.tsx';
import { type DatasetChoices, orders, splits, states } from './dataset-choices.ts';

interface DatasetToolsProps {
  readonly choices: DatasetChoices;
  readonly onChange: (choices: DatasetChoices) => void;
}

export function DatasetTools({ choices, onChange }: DatasetToolsProps) {
  const classId = useId();
  const change = (changed: Partial<DatasetChoices>) => onChange({ ...choices, ...changed });
  return (
    <fieldset className="tools">
      <legend className="visually-hidden">What the dataset shows</legend>
      <Choice label="Split" value={choices.split} options={splits} onChange={(split) => change({ split })} />
      <Choice label="State" value={choices.state} options={states} onChange={(state) => change({ state })} />
      <Choice label="Order" value={choices.order} options={orders} onChange={(order) => change({ order })} />
      <form
        className="choice"
        onSubmit={(event) => {
          event.preventDefault();
          change({ classValue: String(new FormData(event.currentTarget).get('classValue')).trim() });
        }}
      >
        <label htmlFor={classId}>Class</label>
        <input
          id={classId}
          name="classValue"
          type="search"
          placeholder="Any"
          defaultValue={choices.classValue}
          onChange={(event) => event.target.value === '' && change({ classValue: '' })}
        />
      </form>
    </fieldset>
  );
}
