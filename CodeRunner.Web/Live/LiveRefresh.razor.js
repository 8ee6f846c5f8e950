import { watchProjects, watchStatus, wordOf } from "/js/live.js";

const quiet = 250; // several changes come together: a release, its instances, the deployment
const longest = 1500;

/** Tells the component that something changed, at most once a pause; and shows the connection's state in `light`. */
export async function start(component, projectIds, light) {
  let timer = 0;
  let since = 0;
  const tell = () => {
    since = 0;
    component.invokeMethodAsync("ChangedAsync").catch(() => {});
  };
  const end = await watchProjects(projectIds, () => {
    since ||= Date.now();
    clearTimeout(timer);
    timer = setTimeout(tell, Math.min(quiet, Math.max(0, since + longest - Date.now())));
  });
  const endStatus = watchStatus((status) => {
    if (!light) return; // another component's is shown in its place
    light.dataset.status = status;
    light.querySelector("span").textContent = wordOf(status);
  });
  return {
    stop() {
      clearTimeout(timer);
      end();
      endStatus();
    },
  };
}
