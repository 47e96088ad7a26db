package io.gossamer.model.tokenizer;

/** Numbers the pieces of a text; at most 65,536 different ones, so that a {@code char} holds a number. */
public interface Tokenizer {
    /** How many different tokens there are, special ones included. */
    int size();

    /** The tokens of a text, without any that mark its beginning or end. */
    char[] encode(CharSequence text);

    /** The text of tokens; special ones say nothing. */
    String decode(char[] tokens);
}
