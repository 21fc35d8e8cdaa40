// Import direction: renderer → (types of) api → jobs/project/formats → native-workers; never back.
const HOSTS = '^src-main/(electron|preload|serve|cli)(\\.ts|/)';

/** Rooms of the window: none knows another. */
const ROOMS = 'browse|mechanics|simulate|analyses|import|export|figures|movies';

/** What paints movies, on a canvas of the page as on one without a window. */
const PAINTER = '^src-main/movies/painter/';

/** Folders of the window with what they may import besides themselves, from the lowest to the highest. */
const WINDOW_LAYERS = [
  ['design', ''],
  ['client', ''],
  ['state', 'client|design'],
  ['viewer', 'state|client|design'],
  ['curate', 'state|client|design'],
  [ROOMS, 'curate|viewer|state|client|design'],
];

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      comment: 'A circle of files has no order in which to be read; imports of types count.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'resolvable',
      severity: 'error',
      comment: 'An import that leads nowhere.',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'native-workers-independent',
      severity: 'error',
      comment: 'Everything that computes knows no UI, no files, no jobs, no API.',
      from: { path: '^native-workers/' },
      to: { path: '^(src-main|src-renderer|scripts)/' },
    },
    {
      name: 'native-workers-packages',
      severity: 'error',
      comment: 'Everything that computes knows no database, no HTTP, no UI, no shell.',
      from: { path: '^native-workers/' },
      to: { path: 'node_modules/(better-sqlite3|hono|@hono|svelte|pixi\\.js|electron|commander)/' },
    },
    {
      name: 'analysis-below-tasks',
      severity: 'error',
      comment: 'Tasks call the analyses, never the other way.',
      from: { path: '^native-workers/(analys[ei]s|models|configuration|settings|text)/' },
      to: { path: '^native-workers/tasks/' },
    },
    {
      name: 'models-below-analysis',
      severity: 'error',
      from: { path: '^native-workers/models/' },
      to: { path: '^native-workers/analys[ei]s/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'formats-project-jobs-below-api',
      severity: 'error',
      comment: 'Files, database and queue do not know who asks.',
      from: { path: '^src-main/(files|formats|project|jobs)/' },
      to: { path: `^src-main/api/|${HOSTS}` },
    },
    {
      name: 'api-below-hosts',
      severity: 'error',
      from: { path: '^src-main/api/' },
      to: { path: HOSTS },
    },
    {
      name: 'main-not-renderer',
      severity: 'error',
      from: { path: '^src-main/' },
      to: { path: '^src-renderer/' },
    },
    {
      name: 'renderer-sees-types-of-api',
      severity: 'error',
      comment:
        'The renderer talks to the main side through the API only; it may know its types, and paints movies as the command line does.',
      from: { path: '^src-renderer/' },
      to: { path: '^(src-main|native-workers)/', pathNot: PAINTER, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'renderer-only-api',
      severity: 'error',
      from: { path: '^src-renderer/' },
      to: { path: '^src-main/(?!api/)', pathNot: PAINTER },
    },
    {
      name: 'painter-only-in-movies',
      severity: 'error',
      from: { path: '^src-renderer/', pathNot: '^src-renderer/movies/' },
      to: { path: PAINTER, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'painter-runs-in-a-page',
      severity: 'error',
      comment: 'What paints movies knows neither Node nor a document, and pulls nothing heavy into the page.',
      from: { path: PAINTER },
      to: {
        pathNot:
          '^src-main/movies/painter/|^src-main/figures/(marks/(canvas-families|label-parts|colours|styles|number-text|marks)|plot/(ticks|arrows|placement))\\.ts$|^native-workers/(analysis/modes/participation-ratio|analyses/mechanics/angular-field|configuration/configuration)\\.ts$|node_modules/(gifenc)/',
      },
    },
    ...WINDOW_LAYERS.map(([folders, below]) => ({
      name: `window-layers-${folders.replaceAll('|', '-')}`,
      severity: 'error',
      comment:
        'shell → rooms → viewer, curate → state → client, design: a layer imports those below it, a room no other room.',
      from: { path: `^src-renderer/(${folders})/` },
      to: { path: '^src-renderer/', pathNot: `^src-renderer/($1${below === '' ? '' : `|${below}`})/` },
    })),
    {
      name: 'window-folder-has-a-layer',
      severity: 'error',
      comment: 'A new folder of the window is written into WINDOW_LAYERS first.',
      from: {
        path: '^src-renderer/[^/]+/',
        pathNot: `^src-renderer/(shell|${ROOMS}|curate|viewer|state|client|design)/`,
      },
      to: {},
    },
    {
      name: 'viewer-parts-below-viewer',
      severity: 'error',
      comment: 'Geometry, arrows, marks, colours and the scene know nothing of what is shown.',
      from: { path: '^src-renderer/viewer/[^/]+/' },
      to: { path: '^src-renderer/(viewer/[^/]+$|state/|client/)' },
    },
    {
      name: 'pixi-only-in-the-scene',
      severity: 'error',
      from: { path: '^src-renderer/', pathNot: '^src-renderer/viewer/scene/' },
      to: { path: 'node_modules/pixi\\.js/' },
    },
    {
      name: 'electron-only-in-desktop-host',
      severity: 'error',
      comment: 'In plain Node the named exports of electron do not exist.',
      from: { pathNot: '^src-main/(electron|preload)\\.ts$' },
      to: { path: '(^|node_modules/)electron(/|$)' },
    },
    {
      name: 'nothing-imports-tests',
      severity: 'error',
      from: { pathNot: '^test/' },
      to: { path: '^test/' },
    },
    {
      name: 'product-not-on-scripts',
      severity: 'error',
      comment: 'A packaged app has no scripts folder.',
      from: { path: '^(native-workers|src-main|src-renderer)/' },
      to: { path: '^scripts/' },
    },
    {
      name: 'product-not-on-dev-dependencies',
      severity: 'error',
      comment: 'A packaged app has production dependencies only.',
      from: { path: '^(native-workers|src-main)/', pathNot: '^src-main/(electron|preload)\\.ts$' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
