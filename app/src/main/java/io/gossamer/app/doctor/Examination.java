package io.gossamer.app.doctor;

import java.util.List;

/**
 * What the doctor says.
 *
 * @param ok whether training will work here
 * @param checks all findings
 */
public record Examination(boolean ok, List<Finding> checks) {
    public static Examination of(List<Finding> findings) {
        boolean ok = findings.stream().noneMatch(f -> f.state() == Finding.State.FAIL);
        return new Examination(ok, List.copyOf(findings));
    }
}
