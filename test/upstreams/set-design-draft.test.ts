import { describe, expect, it } from 'vitest';
import { decodeSetDesign } from '#src/upstreams/sartiq/contract.ts';
import { type ImageDraft, keptImage, setDesignBody } from '#src/upstreams/sartiq/set-design-draft.ts';
import full from '../../docs/upstreams/examples/sartiq/set-design.200.json' with { type: 'json' };
import sparse from '../../docs/upstreams/examples/sartiq/set-design.200.sparse.json' with { type: 'json' };
import request from '../../docs/upstreams/examples/sartiq/set-design-create.request.json' with {
  type: 'json',
};

const [subjectId, shotTypeId] = ['s', 't'];

/** The body as it is on the wire. */
function sent(draft: Parameters<typeof setDesignBody>[0]): unknown {
  return JSON.parse(JSON.stringify(setDesignBody(draft)));
}

function sentImage(image: ImageDraft): unknown {
  return (sent({ subjectPortraits: [{ subjectId, image }] }) as { subject_portraits: { image: unknown }[] })
    .subject_portraits[0]?.image;
}

describe('setDesignBody', () => {
  it('leaves out what is absent, and sends null as null', () => {
    expect(sent({})).toEqual({});
    const nulls = {
      name: null,
      description: null,
      backgroundPresetId: null,
      ownerId: null,
      organizationId: null,
    };
    expect(sent({ ...nulls, baseImages: null, referenceImages: null, subjectPortraits: null })).toEqual({
      name: null,
      description: null,
      background_preset_id: null,
      owner_id: null,
      organization_id: null,
      base_images: null,
      reference_images: null,
      subject_portraits: null,
    });
  });

  it('writes the request of the vendor’s example', () => {
    const imageOf = (image: unknown): ImageDraft => {
      if (typeof image === 'string') return { url: image };
      const wire = image as {
        media_resource_id?: string;
        url?: string;
        alt_text?: null;
        protected?: boolean;
      } | null;
      if (wire?.media_resource_id)
        return { media: { mediaResourceId: wire.media_resource_id, altText: null } };
      return wire && { media: { url: wire.url, protected: wire.protected } };
    };
    const draft = {
      name: request.name,
      description: request.description,
      backgroundPresetId: request.background_preset_id,
      organizationId: request.organization_id,
      baseImages: request.base_images.map((entry) => ({
        subjectId: entry.subject_id,
        shotTypeId: entry.shot_type_id,
        image: imageOf(entry.image),
      })),
      referenceImages: request.reference_images.map((entry) => ({
        shotTypeId: entry.shot_type_id,
        label: entry.label,
        image: imageOf(entry.image),
      })),
      subjectPortraits: request.subject_portraits.map((entry) => ({
        subjectId: entry.subject_id,
        image: imageOf(entry.image),
      })),
    };
    expect(sent(draft)).toEqual(request);
  });

  it('never sends null for `protected`, which takes none', () => {
    expect(sentImage({ media: { url: 'https://a.example/b.jpg', caption: null, protected: null } })).toEqual({
      url: 'https://a.example/b.jpg',
      caption: null,
    });
  });

  it('sends no picture for null, absent, and neither of the two forms', () => {
    for (const image of [null, undefined, { url: null }, { media: null }])
      expect(sentImage(image)).toBeNull();
    expect(sent({ baseImages: [{ subjectId, shotTypeId }] })).toEqual({
      base_images: [{ subject_id: subjectId, shot_type_id: shotTypeId, image: null }],
    });
  });
});

describe('keptImage', () => {
  const kept = (wire: unknown, list: 'baseImages' | 'referenceImages' | 'subjectPortraits') => {
    const design = decodeSetDesign(wire);
    if (design instanceof Error) throw design;
    return design[list].map((row) => (row instanceof Error ? row : sentImage(keptImage(row))));
  };

  it('names a stored file, with its protection', () => {
    expect(kept(full, 'referenceImages')).toEqual([
      { media_resource_id: 'b7c8d9e0-f1a2-4b3c-8d4e-5f6a7b8c9d0e', protected: true },
    ]);
    expect(kept(full, 'subjectPortraits')).toEqual([
      { media_resource_id: 'c0ffee00-1234-4abc-8def-0123456789ab', protected: false },
    ]);
  });

  it('gives the URL of an old picture, and nothing where there was none', () => {
    expect(kept(sparse, 'baseImages')).toEqual(['https://files.sartiq.example/images/sets/legacy/front.jpg']);
    expect(kept(full, 'baseImages')[2]).toBeNull();
  });
});
