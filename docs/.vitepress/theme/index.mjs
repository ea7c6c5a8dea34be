import DefaultTheme from 'vitepress/theme-without-fonts';
import { h } from 'vue';
import dark from '../../images/example-editor-dark.png';
import light from '../../images/example-editor.png';
import { searchOptions } from '../search.mjs';
import './tokens.css';

const picture = (src, of) => h('img', { src, class: of, alt: '', width: 1280, height: 800 });

export default {
  extends: DefaultTheme,
  Layout: () => h(DefaultTheme.Layout, null, { 'home-hero-image': () => h('div', { class: 'image-container' }, [picture(light, 'of-light'), picture(dark, 'of-dark')]) }),
  enhanceApp({ siteData }) {
    if (import.meta.env.PROD) siteData.value.themeConfig.search.options = { miniSearch: { searchOptions } };
  },
};
