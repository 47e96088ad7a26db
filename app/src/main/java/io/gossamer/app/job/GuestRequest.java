package io.gossamer.app.job;

import io.gossamer.net.admission.Invitation;
import io.gossamer.net.world.Endpoint;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The wish to take part in a run that somebody else began.
 *
 * @param coordinator where it listens
 * @param invitation to it
 * @param data where this machine keeps what is learnt from, if it is not built in
 * @param workers number of worker processes on this machine
 * @param out folder for what this machine tells of the run
 */
public record GuestRequest(
        Endpoint coordinator, Invitation invitation, Optional<Path> data, int workers, Optional<Path> out) {}
