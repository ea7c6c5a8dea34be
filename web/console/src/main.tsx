// The page: an administrator signs in, and sees and changes what the server has.
import { render } from 'preact';
import { App } from './app';
import { setUpTheme } from './theme';

setUpTheme();
render(<App />, document.body);
