import DefaultTheme from 'vitepress/theme-without-fonts';
import { searchOptions } from '../search.mjs';
import './tokens.css';

export default {
  extends: DefaultTheme,
  enhanceApp({ siteData }) {
    if (import.meta.env.PROD) siteData.value.themeConfig.search.options = { miniSearch: { searchOptions } };
  },
};
