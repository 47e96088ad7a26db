package io.gossamer.train.coordinator;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** What a replica of the coordinator tells its launcher, one JSON object a line. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "notice")
@JsonSubTypes({
    @JsonSubTypes.Type(value = CoordinatorNotice.Listening.class, name = "listening"),
    @JsonSubTypes.Type(value = CoordinatorNotice.Failed.class, name = "failed")
})
public sealed interface CoordinatorNotice {
    /** It can be called. */
    record Listening() implements CoordinatorNotice {}

    /** It cannot go on, and ends. */
    record Failed(String message, String hint) implements CoordinatorNotice {}
}
