package io.gossamer.app.archive;

/** Is told what long work is doing at the moment. */
@FunctionalInterface
public interface Activity {
    void at(String text);
}
