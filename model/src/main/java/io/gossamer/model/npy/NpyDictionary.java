package io.gossamer.model.npy;

import io.gossamer.model.npy.NpyHeader.MalformedException;
import java.util.Arrays;

/** Reads the little of Python's syntax that a {@code .npy} header needs: one dictionary of a text, a truth and a tuple. */
final class NpyDictionary {
    private final String text;
    private int at;
    private String descr;
    private boolean hasDescr;
    private Boolean fortranOrder;
    private long[] shape;

    NpyDictionary(String text) {
        this.text = text;
    }

    NpyHeader parse() throws MalformedException {
        expect('{');
        while (!accept('}')) {
            entry();
            if (!accept(',')) {
                expect('}');
                break;
            }
        }
        skipSpace();
        require(at == text.length(), "goes on after its dictionary");
        require(hasDescr, "lacks 'descr'");
        require(fortranOrder != null, "lacks 'fortran_order'");
        require(shape != null, "lacks 'shape'");
        return new NpyHeader(descr, fortranOrder, shape);
    }

    private void entry() throws MalformedException {
        String key = string();
        expect(':');
        switch (key) {
            case "descr" -> {
                require(!hasDescr, "has 'descr' twice");
                hasDescr = true;
                descr = descr();
            }
            case "fortran_order" -> {
                require(fortranOrder == null, "has 'fortran_order' twice");
                fortranOrder = truth();
            }
            case "shape" -> {
                require(shape == null, "has 'shape' twice");
                shape = sizes();
            }
            default -> throw new MalformedException("has an entry '" + key + "' that does not belong there");
        }
    }

    private String descr() throws MalformedException {
        if (accept('[')) {
            skipFields();
            return null;
        }
        return string();
    }

    /** The fields of a structured type, of which only the end matters: what is in quotes may hold brackets. */
    private void skipFields() throws MalformedException {
        int open = 1;
        while (open > 0) {
            skipSpace();
            require(at < text.length(), "ends within its 'descr'");
            char next = text.charAt(at);
            if (next == '\'' || next == '"') {
                string();
            } else {
                open += next == '[' ? 1 : next == ']' ? -1 : 0;
                at++;
            }
        }
    }

    private boolean truth() throws MalformedException {
        skipSpace();
        for (String word : new String[] {"True", "False"}) {
            if (text.startsWith(word, at)) {
                at += word.length();
                return word.equals("True");
            }
        }
        throw new MalformedException("has a 'fortran_order' that is neither True nor False");
    }

    private long[] sizes() throws MalformedException {
        long[] sizes = new long[NpyHeader.MAXIMUM_RANK];
        int rank = 0;
        expect('(');
        while (!accept(')')) {
            require(rank < sizes.length, "gives a shape of more than " + sizes.length + " dimensions");
            sizes[rank++] = size();
            if (!accept(',')) {
                expect(')');
                break;
            }
        }
        return Arrays.copyOf(sizes, rank);
    }

    private long size() throws MalformedException {
        skipSpace();
        int start = at;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        String digits = text.substring(start, at);
        // Python 2 marked its long numbers.
        if (at < text.length() && text.charAt(at) == 'L') {
            at++;
        }
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException e) {
            throw new MalformedException("has a shape that is no list of sizes");
        }
    }

    private String string() throws MalformedException {
        skipSpace();
        require(at < text.length() && (text.charAt(at) == '\'' || text.charAt(at) == '"'), "lacks a quoted text");
        int end = text.indexOf(text.charAt(at), at + 1);
        require(end > 0, "has a text without its closing quote");
        String content = text.substring(at + 1, end);
        require(content.indexOf('\\') < 0, "has a text with a backslash");
        at = end + 1;
        return content;
    }

    private void expect(char wanted) throws MalformedException {
        require(accept(wanted), "lacks a '" + wanted + "'");
    }

    private boolean accept(char wanted) {
        skipSpace();
        if (at < text.length() && text.charAt(at) == wanted) {
            at++;
            return true;
        }
        return false;
    }

    private void skipSpace() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private static void require(boolean condition, String problem) throws MalformedException {
        if (!condition) {
            throw new MalformedException(problem);
        }
    }
}
