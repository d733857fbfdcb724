package io.sonde.profiler;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link LeakInquiry} found.
 *
 * @param live surviving objects under the routes {@link LeakInquiry#OLDER} and {@link
 *     LeakInquiry#YOUNGER}, or null if no engine could follow them
 * @param isCollected whether a collection met them; if not, garbage is among them
 * @param classes what the class histograms of the time say
 * @param paths what keeps old objects, if that was asked for
 * @param notes what could not be done, and why
 */
record LeakFindings(
    @Nullable StackProfile live,
    boolean isCollected,
    ClassTrend classes,
    List<RootPath> paths,
    List<String> notes) {}
