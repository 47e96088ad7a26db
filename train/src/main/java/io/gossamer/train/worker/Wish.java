package io.gossamer.train.worker;

/** What a worker is asked to want. */
public enum Wish {
    /** To go on. */
    GO_ON,
    /** That all stop after the same step, with a checkpoint. */
    STOP,
    /** To leave the others, who go on. */
    LEAVE
}
