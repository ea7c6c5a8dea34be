const light = "/docs/assets/example-editor.CBIvCoaY.png";
const dark = "/docs/assets/example-editor-dark.Cz528X9R.png";
export {
  dark as d,
  light as l
};
