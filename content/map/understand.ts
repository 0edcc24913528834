import type { MapPage } from './page.ts'

/** What things are, and why. The first page is home. */
export const UNDERSTAND: readonly MapPage[] = [
  {
    path: '', type: 'home',
    titles: { en: 'Every sentence about images, ready to run', ru: 'Документация об образах, где каждую фразу можно запустить', zh: '每句话都能运行的镜像文档' },
    purpose: 'Show in ten seconds what the site is: a working sandbox, one race, one power cut, three ways in.',
    claims: 'S012.10 S012.16', runs: 'load-rmi power-load', next: 'understand/what-an-image-is',
  },
  {
    path: 'understand/what-an-image-is', type: 'understand',
    titles: { en: 'What an image is', ru: 'Что такое образ', zh: '镜像是什么' },
    purpose: 'Take an archive apart and see that an image is a list of layers, a config and, perhaps, a name.',
    claims: 'S3.20-22 S4.2 S012.5-9', runs: 'store-tour five-ways', needs: 'home', next: 'understand/layers',
  },
  {
    path: 'understand/layers', type: 'understand',
    titles: { en: 'Layers and the union mount', ru: 'Слои и объединённое монтирование', zh: '层与联合挂载' },
    purpose: 'Stack three directories and see one file system.',
    claims: 'S3.21 S3.33 S4.3-4', runs: 'union-mount', needs: 'understand/what-an-image-is', next: 'understand/shared-layers',
  },
  {
    path: 'understand/shared-layers', type: 'understand',
    titles: { en: 'Shared layers', ru: 'Общие слои', zh: '共享的层' },
    purpose: 'See what is stored once, what is stored twice, and who keeps a layer alive.',
    claims: 'S3.22-30 S4.35', runs: 'shared-layers rmi-shared-layers', needs: 'understand/layers', next: 'understand/copy-on-write',
  },
  {
    path: 'understand/copy-on-write', type: 'understand',
    titles: { en: 'Copy-on-write and whiteouts', ru: 'Копирование при записи и метки удаления', zh: '写时复制与删除标记' },
    purpose: 'Change and delete a file in a container and find what really happened on disk.',
    claims: 'S3.31-32 S3.34-36 S4.5', runs: 'copy-on-write whiteouts', needs: 'understand/layers', next: 'understand/image-size',
  },
  {
    path: 'understand/image-size', type: 'understand',
    titles: { en: 'Why deleting does not shrink an image', ru: 'Почему удаление файлов не уменьшает образ', zh: '为什么删文件镜像不变小' },
    purpose: 'Measure what `rm`, `chmod` and `chown` add to an image, and how to avoid it.',
    claims: 'S3.36-39', runs: 'delete-does-not-shrink chmod-copies', needs: 'understand/copy-on-write', next: 'understand/ids-and-digests',
  },
  {
    path: 'understand/ids-and-digests', type: 'understand',
    titles: { en: 'IDs and digests', ru: 'Идентификаторы и дайджесты', zh: 'ID 与摘要' },
    purpose: 'Compute an image ID, a diff ID and a chain ID by hand and tell five hashes apart.',
    claims: 'S3.27 S4.13-14 S4.21 S4.23 S4.34-35', runs: 'ids-and-digests', needs: 'understand/what-an-image-is', next: 'understand/where-images-live',
  },
  {
    path: 'understand/where-images-live', type: 'understand',
    titles: { en: 'Where images live on disk', ru: 'Где образы лежат на диске', zh: '镜像存放在磁盘何处' },
    purpose: 'Follow a name through four files to the bytes of a layer.',
    claims: 'S4.7 S4.44-47 S4.57', runs: 'store-tour', needs: 'understand/ids-and-digests', next: 'understand/metadata-and-data',
  },
  {
    path: 'understand/metadata-and-data', type: 'understand',
    titles: { en: 'Records first, contents later', ru: 'Сначала записи, потом содержимое', zh: '元数据先落盘，数据后落盘' },
    purpose: 'See which bytes the engine syncs, which it leaves to the kernel, and where the two exceptions are.',
    claims: 'S012.19-21', runs: 'durability-tour power-load', needs: 'understand/where-images-live', next: 'understand/page-cache',
  },
  {
    path: 'understand/page-cache', type: 'understand',
    titles: { en: 'What “written” means: page cache, fsync, journal', ru: 'Что значит «записано»: кэш, fsync, журнал', zh: '“写入”意味着什么：页缓存与 fsync' },
    purpose: 'Watch one file move from memory to disk and cut the power at each stage.',
    claims: 'S012.19-20', runs: 'durability-tour power-posix', needs: 'understand/metadata-and-data', next: 'understand/daemon-start',
  },
  {
    path: 'understand/daemon-start', type: 'understand',
    titles: { en: 'What the daemon believes when it starts', ru: 'Чему демон верит при запуске', zh: '守护进程启动时相信什么' },
    purpose: 'See what is read, what is checked, what is skipped in silence, and how openEuler differs.',
    claims: 'S012.17 S012.22', runs: 'damage-cache-missing damage-config-empty', needs: 'understand/metadata-and-data', next: 'understand/tags-and-none',
  },
  {
    path: 'understand/tags-and-none', type: 'understand',
    titles: { en: 'Tags and `<none>`', ru: 'Теги и `<none>`', zh: '标签（tag）与 `<none>`' },
    purpose: 'See that a name is a pointer, and what an image is called when the last pointer leaves.',
    claims: 'S012.42-44 S4.16 S4.18', runs: 'tag-moves tag-basic', needs: 'understand/what-an-image-is', next: 'understand/intermediate-and-dangling',
  },
  {
    path: 'understand/intermediate-and-dangling', type: 'understand',
    titles: { en: 'Dangling or intermediate: two kinds of `<none>`', ru: 'Висячий или промежуточный: два вида `<none>`', zh: '虚悬镜像与中间层镜像：两种 `<none>`' },
    purpose: 'Put both kinds side by side: which can be removed, which takes space, which is which in the list.',
    claims: 'S012.23 S012.34 S012.40-42 S1.44 S1.46-49 S3.5', runs: 'build-steps prune-chain', needs: 'understand/tags-and-none', next: 'understand/reference-counting',
  },
  {
    path: 'understand/reference-counting', type: 'understand',
    titles: { en: 'Who holds an image, who holds a layer', ru: 'Кто держит образ, а кто слой', zh: '谁持有镜像，谁持有层' },
    purpose: 'Compare handles on layers (all Docker versions) with the hold-on counter on images (EulerOS).',
    claims: 'S012.45 S012.53-55', runs: 'save-rmi hold-on-window', needs: 'understand/shared-layers', next: 'understand/two-commands',
  },
  {
    path: 'understand/two-commands', type: 'understand',
    titles: { en: 'How two commands meet', ru: 'Как встречаются две команды', zh: '两条命令如何相遇' },
    purpose: 'Cut each command into its short atomic steps and see that no lock spans two of them.',
    claims: 'S012.13-14', runs: 'load-rmi tag-rmi rmi-rmi', needs: 'understand/reference-counting', next: 'understand/registries',
  },
  {
    path: 'understand/registries', type: 'understand',
    titles: { en: 'Registry, repository, tag', ru: 'Реестр, репозиторий, тег', zh: '镜像仓库服务、仓库与标签' },
    purpose: 'Separate three words that many texts mix, and see what a pull transfers.',
    claims: 'S3.1 S3.24-25 S4.16-18 S4.59 S4.61', runs: 'pull-basic pull-shared pull-digest', needs: 'understand/tags-and-none', next: 'understand/portability',
  },
  {
    path: 'understand/portability', type: 'understand',
    titles: { en: 'Where an image runs, and where it does not', ru: 'Где образ запустится, а где нет', zh: '镜像能在哪里运行，不能在哪里运行' },
    purpose: 'Try one image on two machines that differ in processor, kernel and modules.',
    claims: 'S3.40-48 S4.55', runs: 'wrong-architecture kernel-module kernel-too-old', needs: 'understand/what-an-image-is', next: 'understand/three-products',
  },
  {
    path: 'understand/three-products', type: 'understand',
    titles: { en: 'One text, three products', ru: 'Один текст, три продукта', zh: '一份文档，三种产品' },
    purpose: 'Say which sentences of the openEuler page are true for Docker, openEuler 18.09 and EulerOS 1.11.',
    claims: 'S012.35 S012.46-47 S012.53', runs: 'no-parent-unknown save-rmi hold-on-window', needs: 'understand/reference-counting', next: 'do/get-an-image',
  },
]
