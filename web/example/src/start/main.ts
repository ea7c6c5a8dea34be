// The page that leads to the examples.
import { setUpTheme } from '../shared/theme';

setUpTheme();
