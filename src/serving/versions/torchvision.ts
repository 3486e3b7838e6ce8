/**
 * The torchvision that belongs to each torch. It is compiled against one version, and until 0.28 names
 * that in its metadata as the only one that it takes; 0.29.2 takes 2.14 and newer. Each pair was
 * resolved on PyPI for Linux on x86_64. No file records torchvision's version; its own models and
 * operators keep their names and parameters between releases ("Backward compatibility").
 */
const pairs: Readonly<Record<string, string>> = {
  '2.15.0': '0.29.2',
  '2.14.1': '0.29.2',
  '2.14.0': '0.29.2',
  '2.13.0': '0.28.0',
  '2.12.1': '0.27.1',
  '2.12.0': '0.27.0',
  '2.11.0': '0.26.0',
  '2.10.0': '0.25.0',
  '2.9.1': '0.24.1',
  '2.9.0': '0.24.0',
  '2.8.0': '0.23.0',
  '2.7.1': '0.22.1',
  '2.7.0': '0.22.0',
  '2.6.0': '0.21.0',
  '2.5.1': '0.20.1',
  '2.5.0': '0.20.0',
  '2.4.1': '0.19.1',
  '2.4.0': '0.19.0',
  '2.3.1': '0.18.1',
  '2.3.0': '0.18.0',
  '2.2.2': '0.17.2',
  '2.2.1': '0.17.1',
  '2.2.0': '0.17.0',
  '2.1.2': '0.16.2',
  '2.1.1': '0.16.1',
  '2.1.0': '0.16.0',
  '2.0.1': '0.15.2',
  '2.0.0': '0.15.1',
}

/** torchvision and what it imports, beside this torch; undefined for a torch that is not known. */
export function torchvisionFor(torch: string): Readonly<Record<string, string>> | undefined {
  const torchvision = pairs[torch.replace(/\+.*$/, '')]
  if (torchvision === undefined) return undefined
  // Until 0.16 it asked for this one too, to download datasets.
  const client = /^0\.1[56]\./.test(torchvision) ? { requests: '2.34.2' } : {}
  return { torchvision, pillow: '13.0.0', ...client }
}
