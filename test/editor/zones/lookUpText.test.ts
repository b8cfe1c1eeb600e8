import { deepStrictEqual } from 'node:assert';
import { lookUpText } from '../../../src/editor/zones/lookUpText';

describe('a policy looked up', () => {
  it('reads as a page, and no name in it can hide', () => {
    const text = lookUpText(
      {
        path: 'train/a\u202eb.py',
        zone: 'training',
        mode: 'restricted',
        zones: ['all', 'training'],
        destination: 'training',
        owners: ['ada@acme.dev', 'bo@acme.dev'],
        escalation: null,
        vendors: { approved: [], refused: [{ id: 'v', reason: 'its terms were not reviewed' }] },
        signoff: { covers: 'ai', threshold: 2, authorMaySign: false, validFor: '90d' },
      },
      'author',
    );
    deepStrictEqual(text.split('\n'), [
      '# train/a\\u202eb.py',
      '',
      'AI output here needs the sign-off of 2 of ada@acme.dev, bo@acme.dev.',
      '',
      '- Zone: training',
      '- Also in: all',
      '- Mode: restricted',
      '- Destination: training',
      '- Owners: ada@acme.dev, bo@acme.dev',
      '- Sign-off: AI output, by 2 owners; the author may not sign; valid for 90d',
      '',
      '## Vendors approved here',
      '',
      'None.',
      '',
      '## Vendors not approved here',
      '',
      '- v: its terms were not reviewed',
      '',
    ]);
  });
});
