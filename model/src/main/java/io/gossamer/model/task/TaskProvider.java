package io.gossamer.model.task;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Opens a task of one's own by name, in every worker process. Name the class in
 * {@code META-INF/services/io.gossamer.model.task.TaskProvider} on the class path; {@link Tasks} finds it there.
 */
public interface TaskProvider {
    /** The name that {@code --task} takes. */
    String name();

    /** The model of the task taken when the user names none; no data is looked at. */
    String defaultModel();

    /**
     * Opens the task, reading or making its data: the same in every process for the same arguments.
     *
     * @param data what {@code --data} names
     * @param seed of the data, where it is made
     */
    Task open(Optional<Path> data, long seed);
}
