package io.gossamer.model.data.digits;

import java.util.Arrays;
import java.util.List;

/**
 * The ways in which each digit is written: strokes of cubic Bézier curves in a unit box, x to the right, y down. A
 * stroke is written as {@code x y} followed by any number of cubic segments of three points each; a straight line has
 * its control points on the line. Strokes are separated by {@code ;}.
 */
final class Glyphs {
    /** One stroke: start point, then three points per cubic segment, x and y interleaved. */
    record Stroke(float[] points) {
        int segments() {
            return (points.length - 2) / 6;
        }
    }

    private static final String[][] STYLES = {
        { // 0
            ".50 .02  .12 .02 .12 .98 .50 .98  .88 .98 .86 .02 .50 .02",
            ".62 .05  .20 -.04 .02 1.0 .45 .98  .92 .95 .95 .10 .48 .06",
        },
        { // 1
            ".50 .00  .50 .33 .50 .66 .50 1.0",
            ".28 .22  .38 .15 .46 .08 .54 .00  .54 .33 .54 .66 .54 1.0",
            ".30 .20  .38 .14 .45 .07 .52 .00  .52 .33 .52 .66 .52 1.0 ; .25 1.0  .42 1.0 .60 1.0 .80 1.0",
        },
        { // 2
            ".15 .25  .20 -.08 .85 -.05 .80 .30  .76 .55 .30 .75 .15 1.0  .40 1.0 .64 1.0 .88 1.0",
            ".18 .22  .30 -.10 .90 .00 .75 .40  .65 .70 .30 .95 .20 .95  .05 .90 .25 .70 .40 .85  .55 1.0 .75 1.02 .90 .88",
        },
        { // 3
            ".18 .12  .40 -.08 .85 .00 .75 .28  .70 .45 .50 .48 .40 .48  .60 .48 .90 .55 .82 .80  .72 1.08 .30 1.02 .15 .85",
            ".20 .02  .40 .02 .60 .02 .80 .02  .68 .15 .57 .28 .45 .42  .80 .40 .95 .65 .80 .85  .65 1.05 .30 1.02 .15 .86",
        },
        { // 4
            ".20 .00  .18 .20 .16 .38 .15 .55  .38 .55 .62 .55 .88 .55 ; .70 .10  .70 .40 .69 .70 .68 1.0",
            ".65 1.0  .65 .66 .65 .33 .65 .00  .47 .22 .28 .43 .10 .65  .37 .65 .63 .65 .92 .65",
            ".25 .02  .15 .30 .10 .55 .25 .55  .50 .58 .70 .50 .75 .05  .75 .40 .70 .70 .68 1.0",
        },
        { // 5
            ".80 .02  .63 .02 .45 .02 .28 .02  .26 .16 .24 .30 .22 .45  .50 .30 .90 .40 .85 .70  .80 1.05 .35 1.05 .15 .88",
            ".28 .05  .27 .18 .25 .30 .24 .45  .60 .33 .90 .48 .80 .80  .70 1.03 .30 1.03 .14 .90 ; .28 .05  .47 .03 .66 .02 .86 .00",
        },
        { // 6
            ".75 .05  .40 .10 .10 .50 .18 .80  .25 1.08 .80 1.02 .80 .72  .80 .45 .35 .45 .20 .72",
            ".55 .00  .30 .30 .15 .60 .20 .80  .30 1.10 .85 1.0 .78 .70  .70 .50 .35 .50 .22 .78",
        },
        { // 7
            ".12 .05  .36 .05 .60 .05 .85 .05  .70 .35 .55 .68 .40 1.0",
            ".12 .05  .36 .05 .60 .05 .85 .05  .70 .35 .55 .68 .40 1.0 ; .30 .50  .45 .50 .60 .50 .78 .50",
            ".15 .15  .20 .00 .60 .10 .88 .02  .70 .35 .50 .60 .45 1.0",
        },
        { // 8
            ".74 .18  .55 -.12 .10 .00 .25 .30  .35 .50 .85 .55 .80 .82  .72 1.08 .20 1.05 .20 .80  .20 .55 .78 .45 .74 .18",
            ".50 .00  .15 .00 .15 .47 .50 .47  .85 .47 .85 .00 .50 .00 ; .50 .47  .08 .47 .08 1.0 .50 1.0  .92 1.0 .92 .47 .50 .47",
        },
        { // 9
            ".78 .25  .70 -.05 .20 -.02 .20 .28  .20 .55 .70 .55 .78 .25  .77 .50 .74 .75 .72 1.0",
            ".80 .30  .78 -.08 .20 -.08 .20 .25  .20 .60 .75 .55 .80 .25  .82 .70 .70 1.02 .30 .95",
        },
    };

    private static final List<List<List<Stroke>>> PARSED =
            Arrays.stream(STYLES).map(Glyphs::parseDigit).toList();

    private Glyphs() {}

    /** The styles of a digit, each a list of strokes. */
    static List<List<Stroke>> of(int digit) {
        return PARSED.get(digit);
    }

    private static List<List<Stroke>> parseDigit(String[] styles) {
        return Arrays.stream(styles)
                .map(style -> Arrays.stream(style.split(";")).map(Glyphs::parse).toList())
                .toList();
    }

    private static Stroke parse(String text) {
        String[] numbers = text.strip().split("\\s+");
        float[] points = new float[numbers.length];
        for (int i = 0; i < points.length; i++) {
            points[i] = Float.parseFloat(numbers[i]);
        }
        return new Stroke(points);
    }
}
