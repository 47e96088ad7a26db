package io.gossamer.net.membership;

/**
 * An operation of a group, named alike by all who take part.
 *
 * @param tag what the caller tells operations that run at the same time apart by
 * @param count how many with this tag came before
 */
public record OperationId(long tag, long count) {}
