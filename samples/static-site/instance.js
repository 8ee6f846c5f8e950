// The static server names the instance that answered in a header of every response.
const response = await fetch(location.href, { method: 'HEAD', cache: 'no-store' });
document.querySelector('#instance').textContent = response.headers.get('x-instance') ?? 'this machine';
