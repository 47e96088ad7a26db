package io.gossamer.model.data.digits;

/**
 * How much writings differ from each other. Lengths named "size" are fractions of the image's side, others are pixels.
 *
 * @param lowestSize least height of a digit
 * @param highestSize greatest height of a digit
 * @param lowestAspect least ratio of width to height
 * @param highestAspect greatest ratio of width to height
 * @param shear greatest slant, horizontal shift over the height
 * @param rotation greatest tangent of half the rotation angle
 * @param translation greatest shift of the centre along each axis, in pixels
 * @param wobble greatest shift of a stroke's control points, in units of the digit's box
 * @param elasticity greatest elastic displacement along each axis, in pixels
 * @param thinnest least half thickness of the pen, in pixels
 * @param thickest greatest half thickness of the pen, in pixels
 * @param faintest least brightness of the ink, 0 to 1
 * @param noise greatest noise of a pixel, 0 to 1, triangular
 */
record Handwriting(
        float lowestSize,
        float highestSize,
        float lowestAspect,
        float highestAspect,
        float shear,
        float rotation,
        float translation,
        float wobble,
        float elasticity,
        float thinnest,
        float thickest,
        float faintest,
        float noise) {
    /** Tuned so that a linear classifier stays below 93 % and LeNet-5 passes 98 % (see the package's tests). */
    static final Handwriting STANDARD =
            new Handwriting(0.56f, 0.78f, 0.5f, 0.85f, 0.3f, 0.12f, 2f, 0.06f, 1.4f, 0.4f, 1.3f, 0.6f, 0.25f);
}
