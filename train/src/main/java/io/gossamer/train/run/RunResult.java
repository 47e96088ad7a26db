package io.gossamer.train.run;

import java.util.List;

/** What came out of a job: the document that {@code gossamer train --json} prints. */
public record RunResult(String task, String model, int workers, String link, long seed, List<MethodResult> runs) {}
