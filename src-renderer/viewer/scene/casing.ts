/**
 * The lines about a mark that set it off from whatever lies under it, by WCAG's contrast (Y₁ + 0.05)/(Y₂ + 0.05) of
 * relative luminances Y. The inner one has the lightness opposite to the ink's: their contrast is 4.3 or more for every
 * ink. Where it is under 9, the outer one follows in the other lightness: then the one or the other has a contrast of 3
 * or more with any ground, since the two inks are 19 apart and 3² = 9. Needs `uPale` and `uDark`.
 */
export const CASING_GLSL = `
uniform vec3 uPale;
uniform vec3 uDark;

const float INNER = 1.25;  // widths, CSS pixels
const float OUTER = 1.0;

float relativeLuminance(vec3 colour) {
  vec3 linear = mix(colour / 12.92, pow((colour + 0.055) / 1.055, vec3(2.4)), step(0.04045, colour));
  return dot(linear, vec3(0.2126, 0.7152, 0.0722));
}

float contrast(vec3 a, vec3 b) {
  float ya = relativeLuminance(a) + 0.05;
  float yb = relativeLuminance(b) + 0.05;
  return max(ya, yb) / min(ya, yb);
}

bool onDark(vec3 ink) {
  return contrast(ink, uDark) > contrast(ink, uPale);
}

/** Whether the inner casing shows by itself the mark on every ground. */
bool single(vec3 ink) {
  return max(contrast(ink, uDark), contrast(ink, uPale)) >= 9.0;
}

/** Colour (premultiplied) of the casings at a signed distance d > 0 outside the ink, device pixels. */
vec4 casings(vec3 ink, float d, float pixel) {
  vec3 inner = onDark(ink) ? uDark : uPale;
  vec3 outer = onDark(ink) ? uPale : uDark;
  float within = clamp(0.5 - (d - INNER * pixel), 0.0, 1.0);
  float about = single(ink) ? 0.0 : clamp(0.5 - (d - (INNER + OUTER) * pixel), 0.0, 1.0);
  return vec4(mix(outer, inner, within) * max(within, about), max(within, about));
}
`;
