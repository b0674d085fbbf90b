/** The examples of the repository, which are the situations of Kuma's page on Gateway API. */
const files = import.meta.glob('../../../../examples/*/*.yaml', { query: '?raw', import: 'default', eager: true });

const TITLES = {
  'gateway-and-route': 'Gateway and route',
  tls: 'TLS',
  customization: 'Customization',
  'multi-mesh': 'Multi-mesh',
  'cross-mesh': 'Cross-mesh',
  'service-to-service': 'Between services',
};

export const EXAMPLES = Object.entries(TITLES).map(([name, title]) => ({
  name,
  title,
  documents: Object.entries(files)
    .filter(([path]) => path.includes(`/examples/${name}/`))
    .map(([path, text]) => ({ name: path.split('/').at(-1), text })),
}));
