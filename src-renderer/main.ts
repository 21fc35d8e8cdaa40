import { mount } from 'svelte';
import App from './app/App.svelte';
import './design/tokens.css';
import './design/base.css';
import './design/panel.css';

const target = document.getElementById('app');
if (target === null) throw new Error('index.html has no element #app to mount the window in');

mount(App, { target });
