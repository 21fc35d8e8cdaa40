import { mount } from 'svelte';
import App from './shell/App.svelte';
import './design/fonts.css';
import './design/tokens.css';
import './design/base.css';
import './design/panel.css';
import { facesLoaded } from './design/fonts.ts';
import { registerRooms } from './shell/rooms.ts';

const target = document.getElementById('app');
if (target === null) throw new Error('index.html has no element #app to mount the window in');

registerRooms();
await facesLoaded();
mount(App, { target });
