package io.gossamer.app.job;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Names folders of runs after the time.
 *
 * @param parent where they are
 */
public record RunFolders(Path parent, Clock clock) {
    private static final DateTimeFormatter NAME = DateTimeFormatter.ofPattern("yyyy-MM-dd-HHmmss", Locale.ROOT);

    /** One that is not there yet, for a run that nobody named. */
    public Path unnamed() {
        String name = NAME.format(LocalDateTime.now(clock));
        Path named = parent.resolve(name);
        for (int i = 2; Files.exists(named); i++) {
            named = parent.resolve(name + "-" + i);
        }
        return named;
    }
}
